"""A judge that waits, its box ready, for a submission that is not known yet."""

from __future__ import annotations

import contextlib
import os
import signal

import msgspec

from grader.judge.protocol import SessionFile


class Ready:
    """A forked judge, before it is told what to judge."""

    def __init__(self, out: int, pid: int, told: int) -> None:
        """``out`` is where it is heard, ``told`` where it is told."""
        self._out, self._pid, self._told = out, pid, told

    def begin(self, submitted: SessionFile) -> tuple[int, int]:
        """Hand the submission over; return where the judge is heard, and its pid."""
        with contextlib.suppress(BrokenPipeError), os.fdopen(self._told, "wb") as file:
            file.write(msgspec.json.encode(submitted) + b"\n")
        return self._out, self._pid

    def end(self) -> None:
        """End it: it was not needed."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._out)
        os.close(self._told)
