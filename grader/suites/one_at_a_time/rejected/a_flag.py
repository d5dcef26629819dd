"""Wrong: looks at a flag, and then sets it."""

import os
import time

busy = False


def free():
    global busy
    busy = False


os.register_at_fork(after_in_child=free)


def one_at_a_time(section):
    global busy
    while busy:
        time.sleep(0.001)
    busy = True
    try:
        return section()
    finally:
        busy = False
