import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor


def add_one(number):
    return number + 1


def main():
    with ProcessPoolExecutor(2, mp.get_context()) as executor:
        return list(executor.map(add_one, range(5)))


EXPECTED = [1, 2, 3, 4, 5]
METHODS = ("fork", "spawn")
