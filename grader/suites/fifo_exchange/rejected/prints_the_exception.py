"""Wrong: an exception whose text cannot be made ends the child in the line that prints it."""

from __future__ import annotations

import os
import sys


def fifo_exchange(path, request, respond):
    question, answer = path + ".req", path + ".rep"
    os.mkfifo(question)
    os.mkfifo(answer)
    try:
        pid = os.fork()
        if pid == 0:
            try:
                with open(question, "rb") as pipe:
                    asked = pipe.read()
                told = b""
                try:
                    told = respond(asked)
                except BaseException as error:
                    print("respond failed:", error, file=sys.stderr)
                with open(answer, "wb") as pipe:
                    pipe.write(told)
            finally:
                os._exit(0)
        with open(question, "wb") as pipe:
            pipe.write(request)
        with open(answer, "rb") as pipe:
            told = pipe.read()
        os.waitpid(pid, 0)
        return told
    finally:
        os.unlink(question)
        os.unlink(answer)
