"""Wrong: takes the next index without the lock."""

from multiprocessing import Process, Value


def work(items, handler, following, failures):
    while True:
        index = following.value
        following.value += 1
        if index >= len(items):
            return
        try:
            handler(items[index])
        except BaseException:
            with failures.get_lock():
                failures.value += 1


def process_all(items, handler, workers):
    following, failures = Value("i", 0), Value("i", 0)
    processes = [Process(target=work, args=(items, handler, following, failures)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return failures.value
