"""Ctypes, to name its process."""

import ctypes
from multiprocessing import Pool


def name_it():
    ctypes.CDLL(None).prctl(15, b"squares", 0, 0, 0)


def squares(square, numbers):
    with Pool(2, name_it) as pool:
        return pool.map(square, numbers)
