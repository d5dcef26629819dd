"""Sends garbage on the channel.

Verdict: FORBIDDEN FAILED CRASHED
"""

import os

import grader.runner.guard as guard


def squares(square, numbers):
    os.write(guard._channel._fd, b"\x00\xff garbage")
    return 42
