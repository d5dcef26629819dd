"""A timer of timer_create, and an alarm that is taken back meanwhile."""

import ctypes
import signal


def go():
    libc = ctypes.CDLL(None)
    timer = ctypes.c_void_p()
    signal.signal(signal.SIGALRM, lambda *_: None)
    assert libc.timer_create(1, None, ctypes.byref(timer)) == 0
    spec = (ctypes.c_long * 4)(0, 0, 0, 600_000_000)
    assert libc.timer_settime(timer, 0, spec, None) == 0
    signal.alarm(0)
    signal.pause()
    libc.timer_delete(timer)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    return "ended"
