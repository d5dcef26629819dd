import multiprocessing as mp


def put(items):
    items.put("x" * 200_000)


def main():
    items = mp.Queue()
    process = mp.Process(target=put, args=(items,))
    process.start()
    process.join()
    return len(items.get()) == 200_000
