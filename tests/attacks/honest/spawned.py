"""A pool of the spawn context."""

import multiprocessing


def squares(square, numbers):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return pool.map(square, numbers)
