import multiprocessing as mp


def add(lock, value):
    for _ in range(5):
        with lock:
            value.value += 1


def main():
    lock, value = mp.Lock(), mp.Value("i", 0, lock=False)
    processes = [mp.Process(target=add, args=(lock, value)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return value.value


EXPECTED = 15
METHODS = ("fork", "spawn", "forkserver")
