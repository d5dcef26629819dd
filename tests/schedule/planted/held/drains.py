"""Join and drain: what is left in a queue or a pipe when its process ends."""

import multiprocessing as mp
import os
import queue

from kit import ended, forked


def empty_for_a_second():
    """All items come."""
    items = mp.Queue()

    def produce():
        items.put(1)
        items.put(2)

    process = mp.Process(target=produce)
    process.start()
    got = []
    while True:
        try:
            got.append(items.get(timeout=1.0))
        except queue.Empty:
            break
    right = got == [1, 2]
    while len(got) < 2:
        got.append(items.get())
    process.join()
    items.close()
    return right


def one_pipe_after_the_other():
    """The child gets rid of both outputs."""
    first, second = os.pipe(), os.pipe()

    def work():
        os.write(second[1], b"x" * 100_000)
        os.write(first[1], b"done")

    pids = forked(work)
    os.close(first[1])
    os.close(second[1])
    out = os.read(first[0], 10)
    while os.read(second[0], 1 << 16):
        pass
    os.close(first[0])
    os.close(second[0])
    return ended(pids) == [0] and out == b"done"


def queue_joined_before_it_is_filled():
    """All jobs are done when the join is over."""
    jobs, done = mp.JoinableQueue(), mp.Value("i", 0)

    def produce():
        for job in range(2):
            jobs.put(job)

    def work():
        for _ in range(2):
            jobs.get()
            done.value += 1
            jobs.task_done()

    processes = [mp.Process(target=produce), mp.Process(target=work)]
    for process in processes:
        process.start()
    processes[0].join(1.0)
    jobs.join()
    found = done.value
    for process in processes:
        process.join()
    jobs.close()
    return found == 2


def done_is_told_before_the_last_item():
    """All items come."""
    items, done = mp.Queue(), mp.Event()

    def produce():
        for item in range(2):
            items.put(item)
        done.set()

    process = mp.Process(target=produce)
    process.start()
    got = []
    while not done.is_set() or not items.empty():
        try:
            got.append(items.get(timeout=0.1))
        except queue.Empty:
            pass
    right = got == [0, 1]
    while len(got) < 2:
        got.append(items.get())
    process.join()
    items.close()
    return right


def result_read_after_the_end_of_the_process():
    """The process ends."""
    out, into = mp.Pipe(duplex=False)
    process = mp.Process(target=into.send, args=(b"x" * 100_000,))
    process.start()
    process.join()
    found = len(out.recv())
    out.close()
    into.close()
    return found == 100_000
