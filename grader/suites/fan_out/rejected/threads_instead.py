"""Wrong: takes threads for children."""

from concurrent.futures import ThreadPoolExecutor


def run(task, number):
    try:
        return task(number)
    except Exception:
        return 1


def fan_out(n, task):
    if not n:
        return []
    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(run, [task] * n, range(n)))
