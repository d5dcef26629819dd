import multiprocessing as mp
import queue
import time


def produce(items, number):
    time.sleep(number)
    items.put(number)


def main():
    items = mp.Queue()
    processes = [mp.Process(target=produce, args=(items, number)) for number in range(3)]
    for process in processes:
        process.start()
    got = []
    while True:
        ended = all(not process.is_alive() for process in processes)
        try:
            while True:
                got.append(items.get(timeout=0.1))
        except queue.Empty:
            if ended and len(got) == 3:
                break
    for process in processes:
        process.join()
    items.close()
    return sorted(got)


EXPECTED = [0, 1, 2]
