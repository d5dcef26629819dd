"""Check, then act: what was true of a queue is not true any more."""

import multiprocessing as mp
import os
import queue
import select
import time

from kit import cells, together


def popped_if_any():
    """Nobody fails on an empty list."""
    with mp.Manager() as manager:
        jobs = manager.list([1])

        def take():
            if len(jobs):
                jobs.pop()

        processes = [mp.Process(target=take) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return [process.exitcode for process in processes] == [0, 0]


def got_after_a_pause():
    """What was put is there."""
    items = mp.Queue()
    process = mp.Process(target=items.put, args=(1,))
    process.start()
    time.sleep(0.2)
    try:
        found = items.get(block=False)
    except queue.Empty:
        found = items.get() and None
    process.join()
    items.close()
    return found == 1


def selected_then_read():
    """Both readers end."""
    out, into = os.pipe()
    os.write(into, b"x")

    def take():
        if select.select([out], [], [], 0)[0]:
            os.read(out, 1)

    codes = together(take, take)
    os.close(out)
    os.close(into)
    return codes == [0, 0]


def last_one_marks_the_end():
    """The mark comes after all items."""
    items, left = mp.SimpleQueue(), mp.Value("i", 2)

    def produce(number):
        with left.get_lock():
            left.value -= 1
            last = left.value == 0
        items.put(number)
        if last:
            items.put(None)

    together(lambda: produce(1), lambda: produce(2))
    got = []
    while (item := items.get()) is not None:
        got.append(item)
    items.close()
    return sorted(got) == [1, 2]


def empty_means_that_all_is_done():
    """All jobs are done when nobody works any more."""
    jobs, done = mp.SimpleQueue(), cells(2)
    jobs.put(0)

    def work():
        while not jobs.empty():
            job = jobs.get()
            if job == 0:
                jobs.put(1)
            done[job] = 1

    def look():
        if jobs.empty():
            done[1] or os._exit(1)

    codes = together(work, look)
    jobs.close()
    return codes == [0, 0]


def more_room_than_there_is():
    """No item is refused."""
    items, full = mp.Queue(1), cells()

    def put(item):
        if not items.full():
            try:
                items.put(item, block=False)
            except queue.Full:
                full[0] = 1

    def run():
        put(1)
        items.close()
        items.join_thread()

    together(run, run)
    items.get()
    items.close()
    return full[0] == 0
