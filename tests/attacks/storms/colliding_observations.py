"""Observes dicts whose keys all have the same hash.

Verdict: FAILED FORBIDDEN CRASHED OVER_LIMIT TIMED_OUT
"""

import os
import socket

PRIME = (1 << 61) - 1


def squares(square, numbers):
    pairs = ",".join(f"[{n * PRIME},0]" for n in range(2000))
    text = ('{"$dict":[' + pairs + "]}").encode()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        while True:
            sock.sendto(text, os.environ["FORKLORE_POST"].replace("@", "\0"))
