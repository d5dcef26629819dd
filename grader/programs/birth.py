"""Starting a program so that it is traced from its first instruction, and else as its caller would have.

Theory of operation
-------------------
The child waits until it is traced, puts on the filter, and executes the program. It has the caller's signal
mask, signal dispositions, process group, terminal, descriptors and environment. Two signals that Python
ignores for itself get their default back, as ``subprocess`` does.
"""

from __future__ import annotations

import errno
import os
import resource
import select
import signal
from collections.abc import Iterable, Sequence

from grader.errors import SetupError, UsageError
from grader.programs import told_calls
from grader.warden.trace.process_tree import ProcessTree, Traced

#: What Python ignores on its own account.
PYTHONS = (signal.SIGPIPE, signal.SIGXFSZ)
NOT_TRACED = "This machine does not let one process trace another, so nothing can be watched here."
NOT_TRACED_FIX = "In a container, allow ptrace: docker run --cap-add=SYS_PTRACE."


def start(
    argv: Sequence[str], tree: ProcessTree, mask: Iterable[int], memory: int | None = None
) -> tuple[Traced, bool]:
    """Start a program below ``tree``; whether calls that arm a clock are told.

    ``mask`` are the signals that it begins with blocked. UsageError if it cannot be executed.
    """
    gate, opener = os.pipe2(os.O_CLOEXEC)
    news, teller = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        os.close(opener)
        _become(argv, gate, teller, mask, memory)
    os.close(gate)
    os.close(teller)
    try:
        root = tree.watch_first(pid)
    except OSError as error:
        os.close(opener)
        os.close(news)
        os.waitpid(pid, 0)
        raise SetupError(NOT_TRACED, NOT_TRACED_FIX) from error
    os.write(opener, b"g")
    os.close(opener)
    return root, _told(argv, news, tree)


def _told(argv: Sequence[str], news: int, tree: ProcessTree) -> bool:
    """Read what the child says of its filter, and of a program that it cannot execute."""
    poll = select.poll()
    poll.register(news, select.POLLIN)
    said = b""
    while True:
        if poll.poll(1):
            more = os.read(news, 16)
            if not more:
                break
            said += more
        tree.drain()
    os.close(news)
    number = int(said[1:] or b"0")
    if number:
        reason = os.strerror(number)
        raise UsageError(f"{argv[0]} cannot be run: {reason[:1].lower() + reason[1:]}.")
    return said[:1] == b"f"


def _become(argv: Sequence[str], gate: int, teller: int, mask: Iterable[int], memory: int | None) -> None:
    try:
        if os.read(gate, 1) != b"g":
            os._exit(3)
        for number in PYTHONS:
            signal.signal(number, signal.SIG_DFL)
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
        filtered = told_calls.install()
        os.write(teller, b"f" if filtered else b"-")
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.execvp(argv[0], list(argv))
    except OSError as error:
        os.write(teller, str(error.errno).encode())
    except ValueError:
        os.write(teller, str(errno.EINVAL).encode())
    finally:
        os._exit(126)
