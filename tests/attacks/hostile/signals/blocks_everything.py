"""Blocks every signal, and waits.

Verdict: DEADLOCKED TIMED_OUT
"""

import signal


def squares(square, numbers):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    signal.sigwait([signal.SIGUSR1])
