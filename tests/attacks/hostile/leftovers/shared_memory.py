"""Leaves shared memory.

Verdict: FAILED LEAKED
"""

from multiprocessing.shared_memory import SharedMemory


def squares(square, numbers):
    block = SharedMemory(create=True, size=1000)
    block.close()
    return [n * n for n in numbers]
