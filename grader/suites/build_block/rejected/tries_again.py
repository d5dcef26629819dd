"""Wrong: computes a byte again whose fill has failed."""

from __future__ import annotations

import multiprocessing


def _part(block, marks, numbers, fill):
    for number in numbers:
        block[number] = fill(number)
        marks[number] = 1


def build_block(n, workers, fill):
    if n == 0:
        return b""
    block, marks = multiprocessing.RawArray("B", n), multiprocessing.RawArray("B", n)
    for _ in range(2):
        left = [number for number in range(n) if not marks[number]]
        crew = [multiprocessing.Process(target=_part, args=(block, marks, left[k::workers], fill)) for k in range(min(workers, len(left)))]
        for one in crew:
            one.start()
        for one in crew:
            one.join()
    if not all(marks):
        raise RuntimeError("a byte could not be computed")
    return bytes(block)
