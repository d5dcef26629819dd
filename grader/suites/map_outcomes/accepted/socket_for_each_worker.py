"""Deals the items out over a duplex pipe for each process, one at a time."""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.connection import wait


def _serve(line, func):
    while True:
        try:
            number, item = line.recv()
        except EOFError:
            return
        try:
            pair = ["ok", func(item)]
        except:  # noqa: E722
            pair = ["error", sys.exc_info()[0].__name__]
        line.send((number, pair))


def map_outcomes(func, items, workers):
    todo = enumerate(items)
    found, crew, lines = {}, [], set()
    for _ in range(min(workers, len(items))):
        numbered = next(todo)
        ours, theirs = multiprocessing.Pipe()
        one = multiprocessing.Process(target=_close_and_serve, args=(theirs, [ours, *lines], func))
        one.start()
        theirs.close()
        ours.send(numbered)
        crew.append(one)
        lines.add(ours)
    busy = set(lines)
    while busy:
        for line in wait(busy):
            number, pair = line.recv()
            found[number] = tuple(pair)
            try:
                line.send(next(todo))
            except StopIteration:
                busy.discard(line)
                line.close()
    for one in crew:
        one.join()
    return [found[n] for n in range(len(items))]


def _close_and_serve(line, others, func):
    for other in others:
        other.close()
    _serve(line, func)
