import multiprocessing as mp


def fill(items, numbers, key):
    items.put(key)
    numbers[key] = key


def main():
    with mp.Manager() as manager:
        items, numbers = manager.Queue(), manager.dict()
        processes = [mp.Process(target=fill, args=(items, numbers, key)) for key in range(2)]
        for process in processes:
            process.start()
        got = sorted(items.get() for _ in processes)
        for process in processes:
            process.join()
        return [got, dict(numbers)]


EXPECTED = [[0, 1], {0: 0, 1: 1}]
METHODS = ("fork", "spawn")
