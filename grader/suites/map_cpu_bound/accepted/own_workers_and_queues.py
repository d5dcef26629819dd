"""Processes that take numbered items from a queue."""

import os
from multiprocessing import Process, SimpleQueue


def usable_cpus():
    return len(os.sched_getaffinity(os.getpid()))


class Worker(Process):
    def __init__(self, func, todo, done):
        super().__init__(daemon=True)
        self.func, self.todo, self.done = func, todo, done

    def run(self):
        while pair := self.todo.get():
            self.done.put((pair[0], self.func(pair[1])))


def map_cpu_bound(func, items):
    count = min(len(items), usable_cpus())
    todo, done = SimpleQueue(), SimpleQueue()
    workers = [Worker(func, todo, done) for _ in range(count)]
    for worker in workers:
        worker.start()
    for pair in enumerate(items):
        todo.put(pair)
    for _ in workers:
        todo.put(())
    results = dict(done.get() for _ in items)
    for worker in workers:
        worker.join()
    todo.close()
    done.close()
    return [results[index] for index in range(len(items))]
