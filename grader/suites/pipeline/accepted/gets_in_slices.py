"""Consumers that ask in slices of 0.05 s until an event is set, and the queue is joined."""

from __future__ import annotations

import multiprocessing
import queue
import threading


def _produce(source, items, over):
    try:
        for numbered in enumerate(source):
            items.put(numbered)
        items.join()
    finally:
        over.set()


def _consume(work, items, results, over):
    while not over.is_set():
        try:
            number, item = items.get(timeout=0.05)
        except queue.Empty:
            continue
        try:
            try:
                told = work(item)
            except BaseException as problem:
                told = f"error: {type(problem).__name__}"
            results.put([number, told])
        finally:
            items.task_done()
    results.put(None)


def pipeline(source, work, consumers, maxsize):
    items, results, over = multiprocessing.JoinableQueue(maxsize), multiprocessing.Queue(), multiprocessing.Event()
    crew = [multiprocessing.Process(target=_produce, args=(source, items, over))]
    crew += [multiprocessing.Process(target=_consume, args=(work, items, results, over)) for _ in range(consumers)]
    for one in crew:
        one.start()
    found, left = [], consumers
    while left:
        told = results.get()
        if told is None:
            left -= 1
        else:
            found.append(told)
    for one in crew:
        one.join()
    return [told for _, told in sorted(found, key=lambda pair: pair[0])]
