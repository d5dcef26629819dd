"""Wrong: counts the failures until their queue is empty."""

from multiprocessing import JoinableQueue, Process, Queue
from queue import Empty


def _work(tasks, failed, handler):
    while task := tasks.get():
        try:
            handler(task[0])
        except BaseException:
            failed.put(1)
        tasks.task_done()
    tasks.task_done()


def process_all(items, handler, workers):
    tasks, failed = JoinableQueue(), Queue()
    processes = [Process(target=_work, args=(tasks, failed, handler)) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        tasks.put((item,))
    for _ in processes:
        tasks.put(())
    tasks.join()
    count = 0
    while not failed.empty():
        count += failed.get()
    for process in processes:
        process.join()
    return count
