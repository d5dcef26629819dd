"""Wrong: every process is given a minute, and is ended then."""

from multiprocessing import JoinableQueue, Process, Value


def work(queue, handler, failures):
    while (item := queue.get()) is not None:
        try:
            handler(item[0])
        except BaseException:
            with failures.get_lock():
                failures.value += 1
        finally:
            queue.task_done()
    queue.task_done()


def process_all(items, handler, workers):
    queue, failures = JoinableQueue(), Value("i", 0)
    processes = [Process(target=work, args=(queue, handler, failures)) for _ in range(workers)]
    for process in processes:
        process.start()
    for item in items:
        queue.put((item,))
    for _ in processes:
        queue.put(None)
    for process in processes:
        process.join(60)
    for process in processes:
        process.kill()
        process.join()
    return failures.value
