"""Each message is larger than what the line holds."""

from multiprocessing import Pipe, Process


def talk(end):
    end.send("x" * 1_000_000)  # waits here
    end.recv()


def go():
    ours, theirs = Pipe()
    child = Process(target=talk, args=(theirs,))
    child.start()
    ours.send("x" * 1_000_000)  # waits here
    ours.recv()
