"""What the notes of lines cost: programs of nothing but locks or queues, with the notes and without.

``python benchmarks/noted_lines.py [ROUNDS]`` prints CPU seconds for each program, medians of as many pairs of
fresh interpreters in turn, and the ratio of the two; also the median of the ratios of neighbours.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import Lock, Process, Queue

TIMES = 9_000


def with_lock(times: int = TIMES) -> None:
    """Take and release a lock by ``with``."""
    lock = Lock()
    for _ in range(times):
        with lock:
            pass


def acquire(times: int = TIMES) -> None:
    """Take and release a lock by its methods."""
    lock = Lock()
    for _ in range(times):
        lock.acquire()
        lock.release()


def queue(times: int = TIMES) -> None:
    """Put items in one process and get them in another."""
    items: Queue[int] = Queue()
    child = Process(target=_fill, args=(items, times))
    child.start()
    for _ in range(times):
        items.get()
    child.join()


def _fill(items: Queue[int], times: int) -> None:
    for number in range(times):
        items.put(number)


PROGRAMS: dict[str, Callable[[int], None]] = {one.__name__: one for one in (with_lock, acquire, queue)}


def run(name: str, noted: bool) -> None:
    """Print the CPU seconds of one program, its children included."""
    if noted:
        from grader.runner import origins

        origins.begin(__file__)
    PROGRAMS[name](10)
    before = _cpu()
    PROGRAMS[name](TIMES)
    print(_cpu() - before)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measured(name: str, noted: bool) -> float:
    """The CPU seconds of one program in an interpreter of its own."""
    command = [sys.executable, __file__, name, "noted" if noted else "free"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Compare."""
    if len(sys.argv) == 3:
        run(sys.argv[1], sys.argv[2] == "noted")
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for name in PROGRAMS:
        pairs = [(measured(name, noted=False), measured(name, noted=True)) for _ in range(rounds)]
        free, noted = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(noted / free for free, noted in pairs)
        print(f"{name}: {free:.4f} s free, {noted:.4f} s noted: {noted / free:.2f}; of pairs {ratio:.2f}")


if __name__ == "__main__":
    main()
