"""An alarm stays armed when the process becomes another program."""

import os
import signal
from multiprocessing import Process


def work():
    signal.alarm(1)
    os.execv("/bin/cat", ["cat"])


def go():
    out, into = os.pipe()
    os.dup2(out, 0)
    os.set_inheritable(into, True)
    child = Process(target=work)
    child.start()
    child.join()
    os.close(out)
    os.close(into)
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    return "ended"
