"""Where each process is, told by itself: what is asked where py-spy cannot look.

Theory of operation
-------------------
``faulthandler`` writes the Python lines of all threads when a signal comes, from C, whatever the interpreter
waits for. The handler and its file, a memfd, are set up in the template and inherited by fork; a process
that was started anew has neither and is not asked. The warden asks only when the end of a request is known.
A submission can remove the handler or write into the file: it then spoils the explanation of its own failure.
"""

from __future__ import annotations

import os
from typing import Final

FD: Final = 201
#: A real-time signal that nothing else uses (SIGRTMAX - 2).
NUMBER: Final = 62


def install() -> None:
    """Write where this process is, and where its forks are, into ``FD`` whenever the signal comes."""
    import faulthandler

    file = os.memfd_create("faults")
    os.dup2(file, FD, inheritable=False)
    os.close(file)
    faulthandler.register(NUMBER, FD, all_threads=True, chain=False)
