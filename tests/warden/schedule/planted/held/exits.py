"""Ends: what is not done yet when somebody leaves."""

import multiprocessing as mp
import os
from multiprocessing.shared_memory import SharedMemory

from kit import cells, ended, forked

DONE = cells(4)


def _do(number):
    DONE[number] = 1


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
