"""Writes an answer to every descriptor.

Verdict: FORBIDDEN CRASHED
"""

import json
import os


def squares(square, numbers):
    answer = json.dumps(dict(answer=dict(value=[n * n for n in numbers]))).encode()
    for fd in range(3, 64):
        try:
            os.write(fd, answer)
        except OSError:
            pass
    os._exit(0)
