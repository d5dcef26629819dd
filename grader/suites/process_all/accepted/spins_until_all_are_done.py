"""The caller looks at a counter again and again, without a pause, until everything is done."""

from multiprocessing import Process, Value


def one_more(counter):
    with counter.get_lock():
        counter.value += 1
        return counter.value


def work(items, handler, begun, failed, done):
    while (number := one_more(begun)) <= len(items):
        try:
            handler(items[number - 1])
        except BaseException:
            one_more(failed)
        one_more(done)


def process_all(items, handler, workers):
    begun, failed, done = (Value("i") for _ in range(3))
    group = [Process(target=work, args=(items, handler, begun, failed, done)) for _ in range(workers)]
    for process in group:
        process.start()
    while done.value < len(items):
        pass
    for process in group:
        process.join()
    return failed.value
