"""Wrong: an exit code has one byte, so 257 failures are told as one."""

from __future__ import annotations

import multiprocessing
import sys


def _work(inbox, handler):
    failures = 0
    for (item,) in iter(inbox.get, None):
        try:
            handler(item)
        except BaseException:
            failures += 1
    sys.exit(failures)


def process_all(items, handler, workers):
    inbox = multiprocessing.Queue()
    crew = [multiprocessing.Process(target=_work, args=(inbox, handler)) for _ in range(workers)]
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
    return sum(one.exitcode for one in crew)
