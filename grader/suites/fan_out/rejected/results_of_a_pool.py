"""Wrong: takes the results of a pool for exit codes."""

from multiprocessing import Pool


def run(task, number):
    try:
        return task(number)
    except Exception:
        return 1


def fan_out(n, task):
    if not n:
        return []
    with Pool(n) as pool:
        codes = pool.starmap(run, [(task, number) for number in range(n)], chunksize=1)
        pool.close()
        pool.join()
    return codes
