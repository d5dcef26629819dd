"""A pause with an alarm in a minute."""

import signal


def go():
    signal.alarm(60)
    signal.pause()  # waits here
