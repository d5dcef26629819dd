import multiprocessing as mp
import time


def put(items):
    for item in range(3):
        items.put(item)


def main():
    items = mp.Queue()
    processes = [mp.Process(target=put, args=(items,)) for _ in range(2)]
    for process in processes:
        process.start()
    got = []
    time.sleep(0.5)
    while not items.empty():
        got.append(items.get())
    right = len(got) == 6
    while len(got) < 6:
        got.append(items.get())
    for process in processes:
        process.join()
    items.close()
    return right
