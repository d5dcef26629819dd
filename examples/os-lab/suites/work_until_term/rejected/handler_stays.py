"""The writer believes that a handler ends with the function that has set it."""

import signal


def work_until_term(step):
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    steps = 0
    while not told:
        step()
        steps += 1
    return steps
