"""Fills /dev/shm.

Verdict: OVER_LIMIT CRASHED FAILED LEAKED
"""

from multiprocessing.shared_memory import SharedMemory


def squares(square, numbers):
    kept = []
    while True:
        kept.append(SharedMemory(create=True, size=16 << 20))
        kept[-1].buf[:] = bytes(16 << 20)
