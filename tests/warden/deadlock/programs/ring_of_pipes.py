"""Three processes in a ring; each wants to hear before it speaks."""

from multiprocessing import Pipe, Process


def pass_on(out, into):
    into.send(out.recv())  # waits here


def go():
    pipes = [Pipe(duplex=False) for _ in range(3)]
    children = [Process(target=pass_on, args=(pipes[n][0], pipes[(n + 1) % 3][1])) for n in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits here
