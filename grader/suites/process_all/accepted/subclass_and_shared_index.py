"""A subclass of Process; the next index is in shared memory."""

import multiprocessing


class Worker(multiprocessing.Process):
    def __init__(self, items, handler, following, failures):
        super().__init__()
        self.items, self.handler = items, handler
        self.following, self.failures = following, failures

    def run(self):
        while True:
            with self.following.get_lock():
                index = self.following.value
                self.following.value += 1
            if index >= len(self.items):
                return
            try:
                self.handler(self.items[index])
            except BaseException:
                with self.failures.get_lock():
                    self.failures.value += 1


def process_all(items, handler, workers):
    following, failures = multiprocessing.Value("i", 0), multiprocessing.Value("i", 0)
    crew = [Worker(items, handler, following, failures) for _ in range(workers)]
    for worker in crew:
        worker.start()
    for worker in crew:
        worker.join()
    return failures.value
