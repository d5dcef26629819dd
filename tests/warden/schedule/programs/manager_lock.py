import multiprocessing as mp


def add(lock, counts):
    for _ in range(2):
        with lock:
            counts["all"] = counts["all"] + 1


def main():
    with mp.Manager() as manager:
        lock, counts = manager.Lock(), manager.dict(all=0)
        processes = [mp.Process(target=add, args=(lock, counts)) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return counts["all"]


EXPECTED = 4
