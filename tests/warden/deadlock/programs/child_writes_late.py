"""The child sleeps and then writes."""

import time
from multiprocessing import Pipe, Process


def work(end):
    time.sleep(0.5)
    end.send("ended")


def go():
    ours, theirs = Pipe()
    child = Process(target=work, args=(theirs,))
    child.start()
    text = ours.recv()
    child.join()
    ours.close()
    theirs.close()
    return text
