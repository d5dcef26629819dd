"""Wrong: counts failures without the counter's lock."""

from multiprocessing import JoinableQueue, Process, Value


def work(queue, handler, failures):
    while True:
        wrapped = queue.get()
        if wrapped is None:
            queue.task_done()
            return
        try:
            handler(wrapped[0])
        except BaseException:
            failures.value += 1
        finally:
            queue.task_done()


def process_all(items, handler, workers):
    queue, failures = JoinableQueue(), Value("i", 0)
    processes = [Process(target=work, args=(queue, handler, failures)) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        queue.put((item,))
    queue.join()
    for _ in processes:
        queue.put(None)
    for process in processes:
        process.join()
    queue.close()
    queue.join_thread()
    return failures.value
