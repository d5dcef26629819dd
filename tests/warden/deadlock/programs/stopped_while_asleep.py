"""The child was stopped in time.sleep: its time does not run out while it is stopped."""

import os
import signal
import time
from multiprocessing import Pipe, Process


def work(into):
    into.send("here")
    time.sleep(60)


def go():
    out, into = Pipe(duplex=False)
    child = Process(target=work, args=(into,))
    child.start()
    out.recv()
    os.kill(child.pid, signal.SIGSTOP)
    child.join()  # waits here
