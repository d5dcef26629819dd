"""Speaks to a socket whose name is no text.

Verdict: FORBIDDEN CRASHED FAILED
As: an ordinary user, too
"""

import socket


def squares(square, numbers):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(b"/tmp/\xff")
