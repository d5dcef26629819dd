"""Join and drain: what is left in a queue or a pipe when its process ends."""

import multiprocessing as mp
import queue


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
