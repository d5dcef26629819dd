"""Wrong: lets the exception end the process, and looks at exit codes."""

from multiprocessing import JoinableQueue, Process


def work(queue, handler):
    while True:
        wrapped = queue.get()
        try:
            if wrapped is None:
                return
            handler(wrapped[0])
        finally:
            queue.task_done()


def process_all(items, handler, workers):
    queue = JoinableQueue()
    processes = [Process(target=work, args=(queue, handler)) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        queue.put((item,))
    for _ in processes:
        queue.put(None)
    for process in processes:
        process.join()
    while not queue.empty():
        queue.get()
    queue.close()
    return sum(process.exitcode != 0 for process in processes)
