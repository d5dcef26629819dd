"""One party of a barrier is killed before it gets there.

https://github.com/python/cpython/issues/123899
"""

import multiprocessing as mp
import os
import signal


def meet(barrier, number):
    if number == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    barrier.wait()  # <- stuck


if __name__ == "__main__":
    barrier = mp.Barrier(4)
    parties = [mp.Process(target=meet, args=(barrier, number)) for number in range(4)]
    for party in parties:
        party.start()
    for party in parties:
        party.join()  # <- stuck
