"""The caller gives each process one item at a time over a pipe, and waits for who is free."""

import multiprocessing
from multiprocessing.connection import wait


def work(ours, handler):
    while task := ours.recv():
        try:
            handler(task[0])
            ours.send(0)
        except BaseException:
            ours.send(1)
    ours.close()


def process_all(items, handler, workers):
    waiting, failed, processes, pipes = list(items)[::-1], 0, [], []
    for _ in range(workers):
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=work, args=(theirs, handler))
        process.start()
        theirs.close()
        processes.append(process)
        pipes.append(ours)
    free, busy = list(pipes), set()
    while waiting or busy:
        while waiting and free:
            pipe = free.pop()
            pipe.send((waiting.pop(),))
            busy.add(pipe)
        for pipe in wait(list(busy), 0.5):
            failed += pipe.recv()
            busy.discard(pipe)
            free.append(pipe)
    for pipe in pipes:
        pipe.send(None)
    for process in processes:
        process.join()
    for pipe in pipes:
        pipe.close()
    return failed
