"""Taking back one timer leaves the other armed."""

import signal


def go():
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.6)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_VIRTUAL, 5)
    signal.pause()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    return "ended"
