"""multiprocessing looks after its children whenever one more is started."""

import multiprocessing as mp


def square(number):
    return number * number


def main():
    processes = [mp.Process(target=square, args=(number,)) for number in range(6)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


EXPECTED = [0] * 6
