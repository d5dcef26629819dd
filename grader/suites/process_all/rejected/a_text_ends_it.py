"""Wrong: a text means the end, and an item may be the same text.

Caught by: items that are equal to the answer's own literals. FAILED, none-as-end-mark.
"""

from __future__ import annotations
import multiprocessing


def _work(q, handler, failed):
    while True:
        item = q.get()
        if item == "-- end --":
            q.task_done()
            return
        try:
            handler(item)
        except BaseException:
            with failed.get_lock():
                failed.value += 1
        finally:
            q.task_done()


def process_all(items, handler, workers):
    q = multiprocessing.JoinableQueue()
    failed = multiprocessing.Value("q", 0)
    processes = [multiprocessing.Process(target=_work, args=(q, handler, failed)) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        q.put(item)
    for _ in processes:
        q.put("-- end --")
    for process in processes:
        process.join()
    q.close()
    q.join_thread()
    return failed.value
