"""A worker is killed while it holds a lock that processes share: it is never released.

https://github.com/birdnet-team/birdnet/issues/73
"""

import multiprocessing as mp
import os
import signal


def work(lock, number):
    with lock:  # <- stuck
        if number == 0:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    lock = mp.Lock()
    first = mp.Process(target=work, args=(lock, 0))
    first.start()
    first.join()
    others = [mp.Process(target=work, args=(lock, number)) for number in (1, 2, 3)]
    for other in others:
        other.start()
    for other in others:
        other.join()  # <- stuck
