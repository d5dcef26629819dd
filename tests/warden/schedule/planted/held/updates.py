"""Lost updates: somebody writes between a read and a write."""

import multiprocessing as mp
import struct
import threading
from multiprocessing.shared_memory import SharedMemory

from kit import cells, together


def money_moved_both_ways():
    """Nothing is lost or made."""
    accounts = cells(2)
    accounts[0] = accounts[1] = 50

    def move(source, target):
        accounts[source] -= 5
        accounts[target] += 5

    together(lambda: move(0, 1), lambda: move(1, 0))
    return accounts[0] + accounts[1] == 100


def dictionary_of_a_manager():
    """Each word counts."""
    with mp.Manager() as manager:
        counts = manager.dict()

        def count():
            counts["word"] = counts.get("word", 0) + 1

        processes = [mp.Process(target=count) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return counts["word"] == 2


def items_swapped():
    """No item is lost."""
    items = mp.RawArray("i", [1, 2, 3])

    def swap(one, other):
        kept = items[one]
        items[one] = items[other]
        items[other] = kept

    together(lambda: swap(0, 1), lambda: swap(1, 2))
    return sorted(items) == [1, 2, 3]


def greatest_kept():
    """The greatest number stays."""
    best = cells()

    def offer(number):
        if number > best[0]:
            best[0] = number

    together(lambda: offer(3), lambda: offer(7))
    return best[0] == 7


def packed_into_a_block():
    """Each addition counts."""
    block = SharedMemory(create=True, size=8)

    def add():
        (found,) = struct.unpack_from("q", block.buf)
        block.buf[:8] = struct.pack("q", found + 1)

    together(add, add)
    (found,) = struct.unpack_from("q", block.buf)
    block.close()
    block.unlink()
    return found == 2


def lock_of_threads():
    """Each addition counts."""
    total, lock = cells(), threading.Lock()

    def add():
        with lock:
            total[0] += 1

    together(add, add)
    return total[0] == 2


def two_permits():
    """Each addition counts."""
    total, gate = mp.Value("i", 0, lock=False), mp.Semaphore(2)

    def add():
        with gate:
            total.value += 1

    together(add, add, add)
    return total.value == 3
