"""Join and drain: what is left in a queue or a pipe when its process ends."""

import multiprocessing as mp
import queue
import time


def joined_for_a_while():
    """The result is there after the join."""
    result = mp.RawValue("i", 0)

    def work():
        result.value = 7

    process = mp.Process(target=work)
    process.start()
    process.join(1.0)
    found = result.value
    process.join()
    return found == 7


def ended_after_the_first_item():
    """All items come."""
    items = mp.Queue()

    def produce():
        items.put(1)
        items.put(2)

    process = mp.Process(target=produce)
    process.start()
    got = [items.get()]
    process.join(1.0)
    process.terminate()
    process.join()
    try:
        got.append(items.get(timeout=600))
    except queue.Empty:
        pass
    items.close()
    return got == [1, 2]


def join_before_get():
    """The process ends."""
    items = mp.Queue()
    process = mp.Process(target=items.put, args=("x" * 200_000,))
    process.start()
    process.join()
    return len(items.get()) == 200_000


def _put(items):
    for item in range(3):
        items.put(item)


def while_alive():
    """All items come."""
    items = mp.Queue()
    processes = [mp.Process(target=_put, args=(items,)) for _ in range(2)]
    for process in processes:
        process.start()
    got = []
    while any(process.is_alive() for process in processes):
        try:
            got.append(items.get(timeout=0.1))
        except queue.Empty:
            pass
    for process in processes:
        process.join()
    items.close()
    return len(got) == 6


def while_not_empty():
    """All items come."""
    items = mp.Queue()
    processes = [mp.Process(target=_put, args=(items,)) for _ in range(2)]
    for process in processes:
        process.start()
    got = []
    time.sleep(0.5)
    while not items.empty():
        got.append(items.get())
    right = len(got) == 6
    while len(got) < 6:
        got.append(items.get())
    for process in processes:
        process.join()
    items.close()
    return right
