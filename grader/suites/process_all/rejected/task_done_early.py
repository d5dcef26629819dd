"""Wrong: calls task_done before the work, and ends the processes when the queue says that all is done."""

from multiprocessing import JoinableQueue, Process, Value


def work(queue, handler, failures):
    while True:
        wrapped = queue.get()
        if wrapped is None:
            queue.task_done()
            return
        queue.task_done()
        try:
            handler(wrapped[0])
        except BaseException:
            with failures.get_lock():
                failures.value += 1


def process_all(items, handler, workers):
    queue, failures = JoinableQueue(), Value("i", 0)
    processes = [Process(target=work, args=(queue, handler, failures)) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        queue.put((item,))
    queue.join()
    for process in processes:
        process.terminate()
        process.join()
    queue.close()
    queue.join_thread()
    return failures.value
