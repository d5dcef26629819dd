"""A subclass of Process with a pipe of its own, whose end tells that it has ended."""

import multiprocessing
from multiprocessing.connection import wait


class Sender:
    def __init__(self, end):
        self.put = end.send


class Producer(multiprocessing.Process):
    def __init__(self, function):
        self.ours, self.theirs = multiprocessing.Pipe(duplex=False)
        super().__init__(name=function.__name__)
        self.function = function

    def start(self):
        super().start()
        self.theirs.close()

    def run(self):
        self.ours.close()
        self.function(Sender(self.theirs))


def gather(producers):
    processes = [Producer(function) for function in producers]
    for process in processes:
        process.start()
    items, open_ends = [], {process.ours for process in processes}
    while open_ends:
        for end in wait(open_ends):
            try:
                items.append(end.recv())
            except EOFError:
                end.close()
                open_ends.remove(end)
    for process in processes:
        process.join()
    return items
