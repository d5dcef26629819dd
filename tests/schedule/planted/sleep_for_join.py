import multiprocessing as mp
import time


def work(value):
    value.value = sum(range(20000))


def main():
    value = mp.Value("q", 0)
    process = mp.Process(target=work, args=(value,))
    process.start()
    time.sleep(1.0)
    found = value.value
    process.join()
    return found != 0
