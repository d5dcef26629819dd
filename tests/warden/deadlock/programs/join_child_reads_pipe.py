"""The child waits for a message over a pipe, the caller for the child."""

from multiprocessing import Pipe, Process


def listen(end):
    end.recv()  # waits here


def go():
    out, into = Pipe(duplex=False)
    child = Process(target=listen, args=(out,))
    child.start()
    child.join()  # waits here
    into.send("late")
