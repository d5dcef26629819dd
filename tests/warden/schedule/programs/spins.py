import multiprocessing as mp
import time


def end_later(value):
    time.sleep(2)
    value.value = 1


def main():
    value = mp.Value("i", 0)
    process = mp.Process(target=end_later, args=(value,))
    process.start()
    while process.is_alive():
        pass
    process.join()
    begin = time.monotonic()
    while time.monotonic() < begin + 3:
        pass
    return [value.value, time.monotonic() >= begin + 3]


EXPECTED = [1, True]
EXACT = False
