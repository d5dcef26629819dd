import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor, as_completed


def work(number):
    if number == 2:
        raise ValueError(number)
    return number


def main():
    good, bad = [], []
    with ProcessPoolExecutor(2, mp.get_context()) as executor:
        for future in as_completed([executor.submit(work, number) for number in range(4)]):
            (bad if future.exception() else good).append(future)
    return [sorted(future.result() for future in good), len(bad)]


EXPECTED = [[0, 1, 3], 1]
EXACT = False
