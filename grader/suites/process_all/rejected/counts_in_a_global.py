"""Wrong: counts failures in a global of the processes."""

from multiprocessing import JoinableQueue, Process


def work(queue, handler, failures):
    while True:
        wrapped = queue.get()
        if wrapped is None:
            queue.task_done()
            return
        try:
            handler(wrapped[0])
        except BaseException:
            failures.append(1)
        finally:
            queue.task_done()


def process_all(items, handler, workers):
    queue, failures = JoinableQueue(), []
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
    return len(failures)
