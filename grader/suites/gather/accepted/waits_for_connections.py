"""A pipe for each producer behind an object with `put`; multiprocessing.connection.wait over all of them."""

import multiprocessing
from multiprocessing.connection import wait


class Items:
    def __init__(self, into):
        self.into = into

    def put(self, item, block=True, timeout=None):
        self.into.send((item,))


def run(producer, into):
    try:
        producer(Items(into))
    finally:
        into.close()


def gather(producers):
    found, pipes, processes = [], [], []
    for producer in producers:
        out, into = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=run, args=(producer, into))
        process.start()
        into.close()
        pipes.append(out)
        processes.append(process)
    while pipes:
        for out in wait(pipes):
            try:
                found.append(out.recv()[0])
            except EOFError:
                pipes.remove(out)
                out.close()
    for process in processes:
        process.join()
    return found
