"""A helper thread sleeps and then ends the child for which the caller waits."""

import signal
import threading
from multiprocessing import Process


def go():
    child = Process(target=signal.pause)
    child.start()
    timer = threading.Timer(0.5, child.terminate)
    timer.start()
    child.join()
    timer.join()
    return "ended"
