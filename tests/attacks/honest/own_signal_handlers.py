"""Signal handlers of its own, put back at the end."""

import os
import signal
from multiprocessing import Process, Queue


def work(square, n, queue):
    signal.signal(signal.SIGUSR1, lambda *_: queue.put((n, square(n))))
    os.kill(os.getpid(), signal.SIGUSR1)


def squares(square, numbers):
    before = signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    queue = Queue()
    processes = [Process(target=work, args=(square, n, queue)) for n in numbers]
    for process in processes:
        process.start()
    found = dict(queue.get() for _ in numbers)
    for process in processes:
        process.join()
    queue.close()
    queue.join_thread()
    signal.signal(signal.SIGUSR2, before)
    return [found[n] for n in numbers]
