"""Four processes hand a baton on, each after a short sleep; all others wait for ever."""

import time
from multiprocessing import Pipe, Process


def pass_on(out, into, rounds):
    for _ in range(rounds):
        baton = out.recv()
        time.sleep(0.03)
        into.send(baton + 1)


def go():
    pipes = [Pipe(duplex=False) for _ in range(4)]
    children = [
        Process(target=pass_on, args=(pipes[n][0], pipes[(n + 1) % 4][1], 6)) for n in range(1, 4)
    ]
    for child in children:
        child.start()
    for _ in range(6):
        pipes[1][1].send(0)
        pipes[0][0].recv()
    for child in children:
        child.join()
    for pair in pipes:
        for end in pair:
            end.close()
    return "ended"
