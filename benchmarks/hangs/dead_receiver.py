"""A worker dies while it holds the lock of its channel; a large task fills the pipe behind it.

https://github.com/noxdafox/pebble/issues/163
"""

import multiprocessing as mp
import os


def receive(lock, channel, dies):
    with lock:  # <- stuck
        if dies:
            os._exit(1)
        channel.recv()


if __name__ == "__main__":
    lock = mp.Lock()
    reader, writer = mp.Pipe(duplex=False)
    first = mp.Process(target=receive, args=(lock, reader, True))
    first.start()
    first.join()
    mp.Process(target=receive, args=(lock, reader, False)).start()
    writer.send(b"x" * 1_000_000)  # <- stuck
