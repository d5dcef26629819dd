"""os.fork and an anonymous mmap of twice the size: the second half marks the bytes that are there."""

import mmap
import os


def work(fill, block, n, places):
    for place in places:
        block[place] = fill(place)
        block[n + place] = 1


def build_block(n, workers, fill):
    if n == 0:
        return b""
    block, pids, step = mmap.mmap(-1, 2 * n), [], min(n, workers)
    for first in range(step):
        pid = os.fork()
        if pid == 0:
            try:
                work(fill, block, n, range(first, n, step))
            except BaseException:
                os._exit(1)
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    whole = block[:]
    block.close()
    if 0 in whole[n:]:
        raise RuntimeError("bytes are missing")
    return whole[:n]
