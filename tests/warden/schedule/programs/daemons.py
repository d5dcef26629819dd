import multiprocessing as mp
import time


def lead(flag):
    mp.Process(target=time.sleep, args=(1000,), daemon=True).start()
    flag.set()


def main():
    flag = mp.Event()
    process = mp.Process(target=lead, args=(flag,))
    process.start()
    flag.wait()
    process.join()
    return process.exitcode


EXPECTED = 0
METHODS = ("fork", "spawn")
