"""Has many locks and shared values."""

from multiprocessing import Lock, Value
from multiprocessing import Pool


def asked():
    locks = [Lock() for _ in range(60)]
    values = [Value("i", number) for number in range(20)]
    assert len(locks) + sum(value.value for value in values) == 60 + 190


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
