"""Check, then act: what was true of a queue is not true any more."""

import multiprocessing as mp
import queue

from kit import ended, forked, together


def two_take_until_empty():
    """Both consumers end."""
    items = mp.SimpleQueue()
    for item in range(3):
        items.put(item)

    def take():
        while not items.empty():
            items.get()

    codes = together(take, take)
    items.close()
    return codes == [0, 0]


def put_if_not_full():
    """No item is refused."""
    room, items = mp.Semaphore(1), mp.SimpleQueue()

    def put(item):
        if room.get_value():
            if not room.acquire(block=False):
                raise queue.Full
            items.put(item)
            items.get()
            room.release()

    codes = together(lambda: put(1), lambda: put(2))
    items.close()
    return codes == [0, 0]


def polled_then_received():
    """Both readers end."""
    out, into = mp.Pipe(duplex=False)
    into.send(1)

    def take():
        if out.poll():
            out.recv()

    codes = together(take, take)
    out.close()
    into.close()
    return codes == [0, 0]


def index_taken_by_two():
    """Each job is done once."""
    following, jobs = mp.Value("i", 0), mp.RawArray("i", 4)

    def work():
        while (job := following.value) < 4:
            following.value = job + 1
            jobs[job] += 1

    ended(forked(work, work))
    return list(jobs) == [1] * 4
