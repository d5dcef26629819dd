"""The same with Process and Pipe."""

from multiprocessing import Pipe, Process


def work(end):
    end.send("x" * 1_000_000)  # waits here


def go():
    out, into = Pipe(duplex=False)
    child = Process(target=work, args=(into,))
    child.start()
    child.join()  # waits here
    return out.recv()
