"""Each waits for the other's message."""

from multiprocessing import Pipe, Process


def talk(end):
    end.recv()  # waits here
    end.send(1)


def go():
    ours, theirs = Pipe()
    child = Process(target=talk, args=(theirs,))
    child.start()
    ours.recv()  # waits here
    ours.send(2)
