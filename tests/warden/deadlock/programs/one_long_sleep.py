"""It sleeps for a minute, in a child."""

import time
from multiprocessing import Process


def work():
    time.sleep(60)  # waits here


def go():
    child = Process(target=work)
    child.start()
    child.join()  # waits here
