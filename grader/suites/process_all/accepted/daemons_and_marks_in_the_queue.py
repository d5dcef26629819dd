"""JoinableQueue; marks are put at once, and counted as well."""

from multiprocessing import JoinableQueue, Process, Queue


def work(queue, handler, failed):
    while True:
        kind, item = queue.get()
        try:
            if kind == "end":
                return
            try:
                handler(item)
            except BaseException:
                failed.put(1)
        finally:
            queue.task_done()


def process_all(items, handler, workers):
    queue = JoinableQueue()
    from multiprocessing import SimpleQueue

    failed = SimpleQueue()
    processes = [Process(target=work, args=(queue, handler, failed), daemon=True) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        queue.put(("item", item))
    for _ in range(workers):
        queue.put(("end", None))
    queue.join()
    for process in processes:
        process.join()
    count = 0
    while not failed.empty():
        count += failed.get()
    failed.close()
    return count
