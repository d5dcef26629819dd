"""A file handler of logging, which both processes have."""

from __future__ import annotations

import logging
import os


def log_lineage(path: str) -> int:
    handler = logging.FileHandler(path, mode="w", encoding="ascii")
    handler.setFormatter(logging.Formatter("%(message)s %(process)d"))

    def say(word: str) -> None:
        handler.handle(logging.makeLogRecord({"msg": word}))

    try:
        say("before")
        pid = os.fork()
        if pid == 0:
            try:
                say("child")
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        say("after")
    finally:
        handler.close()
    return pid
