"""Makes both named pipes, and sends the bytes through pipes without a name.

Caught by: the check that asks what was written where.
Verdict: FAILED. Diagnosis: no-named-pipe.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable


def fifo_exchange(path: str, request: bytes, respond: Callable[[bytes], bytes]) -> bytes:
    names = [path + ".req", path + ".rep"]
    for name in names:
        os.mkfifo(name)
    asked, ask = os.pipe()
    answered, answer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(ask)
            with open(asked, "rb") as pipe:
                got = pipe.read()
            response = b""
            with contextlib.suppress(BaseException):
                response = respond(got)
            with open(answer, "wb") as pipe:
                pipe.write(response)
        finally:
            os._exit(0)
    os.close(asked)
    os.close(answer)
    with open(ask, "wb") as pipe:
        pipe.write(request)
    with open(answered, "rb") as pipe:
        response = pipe.read()
    os.waitpid(pid, 0)
    for name in names:
        os.unlink(name)
    return response
