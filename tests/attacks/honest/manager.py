"""A list of a manager's."""

from multiprocessing import Manager, Process


def work(square, found, at, n):
    found[at] = square(n)


def squares(square, numbers):
    with Manager() as manager:
        found = manager.list(numbers)
        processes = [Process(target=work, args=(square, found, at, n)) for at, n in enumerate(numbers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return list(found)
