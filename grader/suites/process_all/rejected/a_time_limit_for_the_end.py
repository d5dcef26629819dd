"""Wrong: a process that has waited for two seconds takes that for the end."""

from multiprocessing import JoinableQueue, Process, Value
from queue import Empty


def work(queue, handler, failures):
    while True:
        try:
            item = queue.get(timeout=2)
        except Empty:
            return
        try:
            handler(item)
        except BaseException:
            with failures.get_lock():
                failures.value += 1


def process_all(items, handler, workers):
    queue, failures = JoinableQueue(), Value("i", 0)
    processes = [Process(target=work, args=(queue, handler, failures)) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        queue.put(item)
    for process in processes:
        process.join()
    queue.close()
    queue.cancel_join_thread()
    return failures.value
