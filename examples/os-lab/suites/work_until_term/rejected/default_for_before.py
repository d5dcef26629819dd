"""The writer believes that nobody else has a handler."""

import signal


def work_until_term(step):
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    steps = 0
    while not told:
        step()
        steps += 1
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return steps
