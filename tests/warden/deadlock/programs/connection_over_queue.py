"""A connection is sent over a pipe, for which Python starts a thread that listens; then its sender sleeps."""

import time
from multiprocessing import Pipe, Process


def work(end):
    out, into = Pipe(duplex=False)
    end.send(out)
    end.recv()
    time.sleep(0.7)
    into.send("ended")


def go():
    ours, theirs = Pipe()
    child = Process(target=work, args=(theirs,))
    child.start()
    out = ours.recv()
    ours.send("taken")
    text = out.recv()
    child.join()
    for end in (ours, theirs, out):
        end.close()
    return text
