"""Workers die of an exception, and the items that they did not take are waited for.

https://github.com/revoltek/losoto/pull/173
"""

import multiprocessing as mp


def work(jobs):
    jobs.get()
    raise ValueError("a bad job")


if __name__ == "__main__":
    jobs = mp.JoinableQueue()
    for number in range(4):
        jobs.put(number)
    for _ in range(2):
        mp.Process(target=work, args=(jobs,), daemon=True).start()
    jobs.join()  # <- stuck
