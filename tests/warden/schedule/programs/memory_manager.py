import multiprocessing as mp
from multiprocessing.managers import SharedMemoryManager


def fill(numbers, begin):
    for place in range(begin, 6, 2):
        numbers[place] = place + 1


def main():
    with SharedMemoryManager() as manager:
        numbers = manager.ShareableList([0] * 6)
        processes = [mp.Process(target=fill, args=(numbers, begin)) for begin in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        found = list(numbers)
        numbers.shm.close()
    return found


EXPECTED = [1, 2, 3, 4, 5, 6]
