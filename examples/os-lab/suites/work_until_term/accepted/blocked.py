"""Blocks the signal, and asks after each step whether it waits."""

import signal


def work_until_term(step):
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    steps = 0
    try:
        while signal.sigtimedwait({signal.SIGTERM}, 0) is None:
            step()
            steps += 1
        return steps
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
