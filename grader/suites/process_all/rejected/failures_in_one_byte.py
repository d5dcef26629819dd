"""Wrong: a shared number of one byte counts to 255."""

from __future__ import annotations

import multiprocessing


def _work(inbox, handler, failures):
    for (item,) in iter(inbox.get, None):
        try:
            handler(item)
        except BaseException:
            with failures.get_lock():
                failures.value += 1


def process_all(items, handler, workers):
    inbox, failures = multiprocessing.Queue(), multiprocessing.Value("B", 0)
    crew = [multiprocessing.Process(target=_work, args=(inbox, handler, failures)) for _ in range(workers)]
    for one in crew:
        one.start()
    for item in items:
        inbox.put((item,))
    for _ in crew:
        inbox.put(None)
    for one in crew:
        one.join()
    inbox.close()
    inbox.join_thread()
    return failures.value
