"""The writer believes that an exception ends a loop in order."""

import signal


class Over(Exception):
    pass


def work_until_term(step):
    def over(number, frame):
        raise Over

    before = signal.signal(signal.SIGTERM, over)
    steps = 0
    try:
        while True:
            steps += 1
            step()
    except Over:
        return steps
    finally:
        signal.signal(signal.SIGTERM, before)
