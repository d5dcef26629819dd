"""A watcher reads a pipe to its end, and holds the write end itself.

https://github.com/Bogdanp/dramatiq/pull/707
"""

import multiprocessing as mp


def work(write_pipe):
    write_pipe.send("log line")


if __name__ == "__main__":
    read_pipe, write_pipe = mp.Pipe(duplex=False)
    worker = mp.Process(target=work, args=(write_pipe,))
    worker.start()
    worker.join()
    while True:
        try:
            read_pipe.recv()  # <- stuck
        except EOFError:
            break
