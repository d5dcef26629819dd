"""Different: a process whose limits are one timer behind a descriptor (timerfd), set anew for each step."""

import ctypes
import multiprocessing
import os
import selectors

#: Python has `os.timerfd_create` since 3.13.
LIBC = ctypes.CDLL(None)


class Clock:
    """A timer to wait for, beside the end of a process."""

    def __init__(self, process):
        self.fd = LIBC.timerfd_create(1, os.O_CLOEXEC | os.O_NONBLOCK)
        self.both = selectors.DefaultSelector()
        self.both.register(self.fd, selectors.EVENT_READ)
        self.both.register(process.sentinel, selectors.EVENT_READ)

    def rings_first(self, seconds):
        nanoseconds = max(1, int(seconds * 1e9))  # 0 would be no timer
        value = [0, 0, nanoseconds // 10**9, nanoseconds % 10**9]
        LIBC.timerfd_settime(self.fd, 0, (ctypes.c_longlong * 4)(*value), None)
        return {key.fd for key, _ in self.both.select()} == {self.fd}

    def close(self):
        self.both.close()
        os.close(self.fd)


def run_with_deadline(target, args, deadline, grace):
    process = multiprocessing.Process(target=target, args=args)
    process.start()
    clock = Clock(process)
    steps = [("terminated", process.terminate, deadline), ("killed", process.kill, grace)]
    how = "done"
    while steps and clock.rings_first(steps[0][2]):
        how, insist, _ = steps.pop(0)
        insist()
    process.join()
    clock.close()
    code = process.exitcode
    process.close()
    return how, code
