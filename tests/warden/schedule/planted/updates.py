"""Lost updates: somebody writes between a read and a write."""

import multiprocessing as mp

from kit import cells, remove, save, text, together


def bytes_of_a_mapping():
    """Each addition counts."""
    total = cells()

    def add():
        for _ in range(3):
            total[0] += 1

    together(add, add)
    return total[0] == 6


def lock_around_the_write_only():
    """Each addition counts."""
    total, lock = cells(), mp.Lock()

    def add():
        found = total[0]
        with lock:
            total[0] = found + 1

    together(add, add)
    return total[0] == 2


def each_has_a_lock_of_its_own():
    """Each addition counts."""
    total = mp.RawValue("i", 0)

    def add():
        lock = mp.Lock()
        with lock:
            total.value += 1

    together(add, add, add)
    return total.value == 3


def line_added_to_what_was_read():
    """Every line is in the file at the end."""
    save("lines", "")

    def add(line):
        before = text("lines")
        save("lines", before + line + "\n")

    together(lambda: add("one"), lambda: add("two"))
    found = sorted(text("lines").split())
    remove("lines")
    return found == ["one", "two"]


def value_of_a_manager():
    """Each addition counts."""
    with mp.Manager() as manager:
        total = manager.Value("i", 0)

        def add():
            total.value += 1

        processes = [mp.Process(target=add) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return total.value == 2


def lost_update():
    """Each addition counts."""
    counter = mp.Value("q", 0)

    def add():
        for _ in range(3):
            counter.value += 1

    together(add, add)
    return counter.value == 6
