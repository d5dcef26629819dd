"""Wrong: works until the queue is empty."""

from multiprocessing import Process, Queue, Value


def work(queue, handler, failures):
    while not queue.empty():
        item = queue.get()
        try:
            handler(item)
        except BaseException:
            with failures.get_lock():
                failures.value += 1


def process_all(items, handler, workers):
    queue, failures = Queue(), Value("i", 0)
    for item in items:
        queue.put(item)
    processes = [Process(target=work, args=(queue, handler, failures)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    queue.close()
    queue.cancel_join_thread()
    return failures.value
