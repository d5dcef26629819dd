"""Wrong: a text means the end, and an item may be the same text.

Caught by: items that are equal to the answer's own literals. FAILED, none-as-end-mark.
"""

from __future__ import annotations
import multiprocessing

MARK = "no more"


def _produce(source, q, consumers):
    for number, item in enumerate(source):
        q.put((number, item))
    for _ in range(consumers):
        q.put((0, MARK))


def _consume(q, out, work):
    while True:
        number, item = q.get()
        if item == MARK:
            break
        try:
            result = work(item)
        except BaseException as error:
            result = f"error: {type(error).__name__}"
        out.put((number, result))
    out.put(None)


def pipeline(source, work, consumers, maxsize):
    q, out = multiprocessing.Queue(maxsize), multiprocessing.Queue()
    processes = [multiprocessing.Process(target=_produce, args=(source, q, consumers))]
    processes += [multiprocessing.Process(target=_consume, args=(q, out, work)) for _ in range(consumers)]
    for process in processes:
        process.start()
    results = {}
    left = consumers
    while left:
        got = out.get()
        if got is None:
            left -= 1
        else:
            results[got[0]] = got[1]
    for process in processes:
        process.join()
    for each in (q, out):
        each.close()
        each.join_thread()
    return [results[number] for number in sorted(results)]
