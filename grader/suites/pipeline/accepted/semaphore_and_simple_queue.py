"""A semaphore holds the producer back."""

from multiprocessing import Process, Semaphore, SimpleQueue


class Producer(Process):
    def __init__(self, source, items, free, consumers):
        super().__init__()
        self.source, self.items, self.free, self.consumers = source, items, free, consumers

    def run(self):
        for index, item in enumerate(self.source):
            self.free.acquire()
            self.items.put([index, item])
        for _ in range(self.consumers):
            self.items.put([])


class Consumer(Process):
    def __init__(self, work, items, results, free):
        super().__init__()
        self.work, self.items, self.results, self.free = work, items, results, free

    def run(self):
        while pair := self.items.get():
            self.free.release()
            try:
                value = self.work(pair[1])
            except BaseException as error:
                value = "error: %s" % type(error).__name__
            self.results.put((pair[0], value))
        self.results.put(None)


def pipeline(source, work, consumers, maxsize):
    items, results, free = SimpleQueue(), SimpleQueue(), Semaphore(maxsize)
    everybody = [Producer(source, items, free, consumers)]
    everybody += [Consumer(work, items, results, free) for _ in range(consumers)]
    for process in everybody:
        process.start()
    table, open_ends = {}, consumers
    while open_ends:
        pair = results.get()
        if pair is None:
            open_ends -= 1
        else:
            table[pair[0]] = pair[1]
    for process in everybody:
        process.join()
    items.close()
    results.close()
    return [table[key] for key in sorted(table)]
