import multiprocessing as mp


def add(counter, times):
    for _ in range(times):
        counter.value += 1


def main():
    counter = mp.Value("q", 0)
    processes = [mp.Process(target=add, args=(counter, 3)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value == 6
