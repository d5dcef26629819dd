"""A timer that fires again and again."""

import signal


def go():
    counts = []
    signal.signal(signal.SIGALRM, lambda *_: counts.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.3, 0.3)
    while len(counts) < 3:
        signal.pause()
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    return "ended"
