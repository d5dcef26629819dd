"""Wrong: the script forks, whatever METHOD says."""
import multiprocessing
import sys


def times(x, f):
    return x * f


def scaled(items, factor, workers, method):
    with multiprocessing.get_context(method).Pool(workers) as pool:
        r = pool.starmap(times, [(x, factor) for x in items])
        pool.close()
        pool.join()
    return r


if __name__ == "__main__":
    _, f, *xs = sys.argv[1:]
    print(*scaled([int(x) for x in xs], int(f), 2, "fork"))
