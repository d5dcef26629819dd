"""Starts threads that end at once, without end.

Verdict: TIMED_OUT OVER_LIMIT CRASHED
"""

import _thread


def squares(square, numbers):
    while True:
        try:
            _thread.start_new_thread(int, ())
        except RuntimeError:
            pass
