import multiprocessing as mp


def square(number):
    return number * number


def main():
    with mp.Pool(3) as pool:
        first = pool.map(square, range(10))
    pool.join()
    pool = mp.Pool(2)
    second = pool.map(square, range(4))
    pool.close()
    pool.join()
    return [first == [n * n for n in range(10)], second]


EXPECTED = [True, [0, 1, 4, 9]]
METHODS = ("fork", "spawn", "forkserver")
