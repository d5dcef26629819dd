"""Nobody sends a signal, and an alarm that was armed has been taken back."""

import signal


def go():
    signal.alarm(30)
    signal.alarm(0)
    signal.sigwait({signal.SIGUSR1})  # waits here
