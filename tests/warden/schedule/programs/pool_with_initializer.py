import multiprocessing as mp

found = None


def begin(value):
    global found
    found = value


def add(number):
    with found.get_lock():
        found.value += number


def main():
    total = mp.Value("i", 0)
    pool = mp.Pool(2, begin, (total,))
    errors = []
    pool.map_async(add, range(5), error_callback=errors.append).wait()
    pool.close()
    pool.join()
    return [total.value, errors]


EXPECTED = [10, []]
METHODS = ("fork", "spawn")
