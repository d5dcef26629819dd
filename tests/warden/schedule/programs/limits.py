import multiprocessing as mp
import queue
import threading
import time


def take_twice(lock):
    lock.acquire()
    lock.acquire()


def since(moment, clock=time.monotonic):
    return round(clock() - moment, 2)


def main():
    items, lock = mp.Queue(), mp.Lock()
    stuck = mp.Process(target=take_twice, args=(lock,))
    stuck.start()
    found = []
    begin = time.monotonic()
    stuck.join(5)
    found.append(since(begin))
    begin = time.monotonic()
    try:
        items.get(timeout=7)
    except queue.Empty:
        found.append(since(begin))
    begin = time.monotonic()
    found.append([lock.acquire(timeout=9), since(begin)])
    begin = time.time()
    found.append([mp.Event().wait(11), since(begin, time.time)])
    begin = time.time()
    found.append([threading.Event().wait(13), since(begin, time.time)])
    stuck.terminate()
    stuck.join()
    found.append(stuck.exitcode)
    items.close()
    return found


EXPECTED = [5.0, 7.0, [False, 9.0], [False, 11.0], [False, 13.0], -15]
METHODS = ("fork", "spawn")
