"""A bounded queue for the items; results come through a pipe of each consumer, in slices of a wait."""

import multiprocessing
from multiprocessing.connection import wait

END = "\0end"


def produce(source, items, consumers):
    for pair in enumerate(source):
        items.put(pair)
    for _ in range(consumers):
        items.put(END)


def consume(work, items, into):
    while (pair := items.get()) != END:
        number, item = pair
        try:
            value = work(item)
        except BaseException as error:
            value = "error: " + type(error).__name__
        into.send((number, value))
    into.close()


def pipeline(source, work, consumers, maxsize):
    items = multiprocessing.Queue(maxsize)
    processes = [multiprocessing.Process(target=produce, args=(source, items, consumers))]
    processes[0].start()
    pipes, found = [], {}
    for _ in range(consumers):
        out, into = multiprocessing.Pipe(duplex=False)
        processes.append(multiprocessing.Process(target=consume, args=(work, items, into)))
        processes[-1].start()
        into.close()
        pipes.append(out)
    while pipes:
        for out in wait(pipes, timeout=0.2):
            try:
                number, value = out.recv()
                found[number] = value
            except EOFError:
                pipes.remove(out)
                out.close()
    for process in processes:
        process.join()
    items.close()
    return [found[number] for number in range(len(found))]
