"""A stopped child is continued after a while."""

import os
import signal
import time
from multiprocessing import Process


def stop():
    os.kill(os.getpid(), signal.SIGSTOP)


def proceed(pid):
    time.sleep(0.5)
    os.kill(pid, signal.SIGCONT)


def go():
    first = Process(target=stop)
    first.start()
    second = Process(target=proceed, args=(first.pid,))
    second.start()
    first.join()
    second.join()
    return "ended"
