"""The judging session: one pytest session that collects once and forks a judge per submission; and its start.

Theory of operation
-------------------
Loading pytest takes longer than finding out what is to be graded. So the console script starts the session
before it has read its command line (:func:`begin`), and whoever has an order takes that one (:func:`taken`).
Nothing but the standard library is imported for the start. The session is told through two pipes: first what
to try out, which a process of its own does while pytest is loaded; then its order.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import grader

#: Variables that change how a Python, its C library or pytest works, not only what a program is told.
MEDDLING: Final = re.compile(r"PYTEST_|PYTHON|COV_|MALLOC_|GLIBC_TUNABLES$|LD_(?!LIBRARY_PATH$)|GCONV_PATH$")
_ENTRY: Final = "import sys; from grader.judge.__main__ import main; sys.exit(main())"
#: The session that nobody has an order for yet.
_begun: Final[list[SessionProcess]] = []


class SessionProcess:
    """A session's interpreter, which loads what it will need until it is told its order."""

    def __init__(self) -> None:
        self.errors = os.fdopen(os.memfd_create("forklore-session"), "w+b")
        self.out, out_in = os.pipe()
        tried, self.to_try = os.pipe()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", _ENTRY, str(out_in), str(tried), str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self.errors,
                pass_fds=[out_in, tried],
                start_new_session=True,
                cwd="/",
                env=_environment(os.environ),
            )
        except OSError:
            self._close([self.out, self.to_try])
            raise
        finally:
            self._close([out_in, tried])

    def end(self) -> None:
        """End it, and all below it."""
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        self._close([self.out, self.to_try])
        self.errors.close()

    def try_out(self, what: bytes) -> None:
        """Tell what to try out, once; nothing where nothing has to be run."""
        with contextlib.suppress(BrokenPipeError), os.fdopen(self.to_try, "wb") as file:
            file.write(what)
        self.to_try = -1

    @staticmethod
    def _close(descriptors: Iterable[int]) -> None:
        for descriptor in descriptors:
            if descriptor >= 0:
                os.close(descriptor)


def begin() -> None:
    """Start a session for an order that will come; where that is not possible, whoever has it will say so."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        for stream in range(3):
            os.fstat(stream)  # a closed one would become an end of a pipe
        _begun.append(SessionProcess())


def taken() -> SessionProcess:
    """Return the session that has been begun, else a new one."""
    return _begun.pop() if _begun else SessionProcess()


def drop() -> None:
    """End the session that has been begun and was not needed."""
    while _begun:
        _begun.pop().end()


def _environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return what the session gets of an environment: all but what changes how its Python works."""
    kept = {name: value for name, value in inherited.items() if not MEDDLING.match(name)}
    package = str(Path(grader.__file__).resolve().parent.parent)
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": package}


def main() -> int:
    """Be the session. The arguments: where it is heard, where the probe is told, and who started it.

    Nobody below this process has its standard input: further submissions come there.
    """
    import gc

    gc.disable()  # until all is loaded: none of it is garbage
    from grader.warden import inherited
    from grader.warden.trace import ptrace

    inherited.settle(ours=True)
    out, tried, parent = map(int, sys.argv[1:])
    ptrace.die_with(parent)
    told = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    from grader.isolation.background import BackgroundProbe

    probe = BackgroundProbe(tried, (out, told.fileno()))
    try:
        from grader.judge.session import run  # loads pytest, which takes a while

        return run(told, probe.choice, out)
    finally:
        probe.end()


if __name__ == "__main__":
    sys.exit(main())
