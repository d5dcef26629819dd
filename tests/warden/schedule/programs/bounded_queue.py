import multiprocessing as mp


def produce(items):
    for item in range(8):
        items.put(item)


def main():
    items = mp.Queue(2)
    processes = [mp.Process(target=produce, args=(items,)) for _ in range(2)]
    for process in processes:
        process.start()
    got = sorted(items.get() for _ in range(16))
    for process in processes:
        process.join()
    items.close()
    return got


EXPECTED = sorted([*range(8), *range(8)])
