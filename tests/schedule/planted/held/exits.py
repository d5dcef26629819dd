"""Ends: what is not done yet when somebody leaves."""

import multiprocessing as mp
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.shared_memory import SharedMemory

from kit import cells, ended, forked

DONE = cells(4)


def _do(number):
    DONE[number] = 1


def cancelled_at_the_end():
    """Every job is done."""
    DONE[:4] = bytes(4)
    executor = ProcessPoolExecutor(1, mp.get_context("fork"))
    for number in range(4):
        executor.submit(_do, number)
    executor.shutdown(wait=True, cancel_futures=True)
    return list(DONE[:4]) == [1] * 4


def pool_ended_with_its_block():
    """The job is done."""
    DONE[:4] = bytes(4)
    with mp.get_context("fork").Pool(1) as pool:
        pool.apply_async(_do, (0,)).wait(1.0)
    pool.join()
    return DONE[0] == 1


def block_removed_before_it_is_attached():
    """The child can attach."""
    block = SharedMemory(create=True, size=8)
    ready, told = os.pipe()

    def use():
        os.write(told, b"x")
        other = SharedMemory(block.name)
        other.close()

    pids = forked(use)
    os.read(ready, 1)
    block.close()
    block.unlink()
    codes = ended(pids)
    os.close(ready)
    os.close(told)
    return codes == [0]


def folder_gone():
    """The child can write."""
    ready, told = os.pipe()
    with tempfile.TemporaryDirectory(dir=".") as folder:

        def write():
            os.write(told, b"x")
            with open(f"{folder}/file", "w") as file:
                file.write("x")

        pids = forked(write)
        os.read(ready, 1)
        try:
            names = os.listdir(folder)
        except OSError:
            names = []
    codes = ended(pids)
    os.close(ready)
    os.close(told)
    return codes == [0] and len(names) < 2
