"""Sets alarms that outlive the call.

Verdict: FAILED LEAKED CRASHED
"""

import signal


def squares(square, numbers):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return 42
