"""Wrong: `except Exception` does not catch SystemExit, and the worker ends."""

from multiprocessing import JoinableQueue, Process, Value


def work(queue, handler, failures):
    while True:
        kind, item = queue.get()
        if kind == "end":
            queue.task_done()
            return
        try:
            handler(item)
        except Exception:
            with failures.get_lock():
                failures.value += 1
        finally:
            queue.task_done()


def process_all(items, handler, workers):
    queue, failures = JoinableQueue(), Value("i", 0)
    processes = [Process(target=work, args=(queue, handler, failures)) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        queue.put(("item", item))
    for _ in processes:
        queue.put(("end", None))
    queue.join()
    for process in processes:
        process.join()
    return failures.value
