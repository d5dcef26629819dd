import multiprocessing as mp
import time
from multiprocessing.connection import wait


def main():
    processes = [mp.Process(target=time.sleep, args=(seconds,)) for seconds in (300, 100, 200)]
    for process in processes:
        process.start()
    order, left = [], {process.sentinel: number for number, process in enumerate(processes)}
    while left:
        for sentinel in wait(list(left), timeout=50):
            order.append(left.pop(sentinel))
    for process in processes:
        process.join()
    return order


EXPECTED = [1, 2, 0]
