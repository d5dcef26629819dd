"""nbgrader's own commands, each in a fork of one process that has imported nbgrader: it takes seconds to."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class Commands:
    """The process that forks; it starts with the first command."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
        """The exit code of a command that runs in a folder, and what it said."""
        if self._process is None:
            line = [sys.executable, __file__]
            self._process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"words": list(words), "folder": str(folder), "environment": dict(environment)}
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        code, said = json.loads(self._process.stdout.readline())
        return int(code), str(said)

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def _serve() -> None:
    """Fork for each command of standard input; answer with its exit code and output."""
    from nbgrader.apps import nbgraderapp

    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        log = Path(asked["folder"], ".said")
        if (pid := os.fork()) == 0:
            with log.open("wb") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            os._exit(_command(nbgraderapp.main, asked))
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        answers.write(json.dumps([code, log.read_text("utf-8")]).encode() + b"\n")
        log.unlink()


def _command(main: Any, asked: dict[str, Any]) -> int:
    """Run ``nbgrader WORDS`` here; its exit code."""
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["nbgrader", *asked["words"]]
    sys.path[0] = asked["folder"]
    code: object = 1
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


if __name__ == "__main__":
    _serve()
