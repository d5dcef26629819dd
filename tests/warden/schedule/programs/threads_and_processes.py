import multiprocessing as mp
import threading


def add(total):
    def once():
        with total.get_lock():
            total.value += 1

    threads = [threading.Thread(target=once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    total = mp.Value("i", 0)
    processes = [mp.Process(target=add, args=(total,)) for _ in range(2)]
    for process in processes:
        process.start()
    add(total)
    for process in processes:
        process.join()
    return total.value


EXPECTED = 6
METHODS = ("fork", "spawn")
