import multiprocessing as mp


def square(number):
    return number * number


def main():
    with mp.Pool(2, maxtasksperchild=1) as pool:
        first = sorted(pool.imap_unordered(square, range(4)))
        asked = [pool.apply_async(square, (number,)) for number in (7, 8)]
        second = [one.get(60) for one in asked]
        pool.close()
        pool.join()
    return [first, second]


EXPECTED = [[0, 1, 4, 9], [49, 64]]
