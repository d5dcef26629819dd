"""The alarm came and was ignored; nothing is armed any more."""

import signal


def go():
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    signal.pause()  # waits here
