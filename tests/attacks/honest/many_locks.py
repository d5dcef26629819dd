"""Has hundreds of locks and shared values."""

from multiprocessing import Lock, Value
from multiprocessing import Pool


def asked():
    locks = [Lock() for _ in range(300)]
    values = [Value("i", number) for number in range(100)]
    assert len(locks) + sum(value.value for value in values) == 300 + 4950


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
