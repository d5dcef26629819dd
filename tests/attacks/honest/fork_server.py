"""A pool of the forkserver context."""

import multiprocessing


def squares(square, numbers):
    with multiprocessing.get_context("forkserver").Pool(2) as pool:
        return pool.map(square, numbers)
