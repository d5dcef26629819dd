"""A task of a pool calls exit(): the worker ends, and nobody answers for its task.

https://github.com/bonsai-team/matam/issues/92
"""

import multiprocessing as mp
import sys


def task(number):
    sys.exit(number)


if __name__ == "__main__":
    with mp.Pool(1) as pool:
        pool.map(task, [1])  # <- stuck
