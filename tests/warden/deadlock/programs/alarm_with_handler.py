"""pause until the alarm."""

import signal


def go():
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.alarm(1)
    signal.pause()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    return "ended"
