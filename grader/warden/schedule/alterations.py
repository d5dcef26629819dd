"""Calls that change what others find: a name, a group, a handler of signals, a socket that listens.

They are points only in a schedule that holds them back. Then all who have looked before one of them makes its
change go on with what they have seen.
"""

from __future__ import annotations

import os
from typing import Final

from grader.runner.confine.traced_calls import MAKING
from grader.warden.schedule.cast import Thread
from grader.warden.schedule.timing.clock import SECOND

#: Calls that open a file, and where its name stands; its flags follow.
OPENS: Final = {"open": 0, "openat": 1}
#: Calls that make a FIFO, and where the mode stands that says so.
MAKES: Final = {"mknod": 1, "mknodat": 2}
NAMES: Final = "rename renameat renameat2 mkdir mkdirat rmdir link linkat unlink unlinkat symlink symlinkat"
CHANGES: Final = frozenset(
    (*NAMES.split(), "truncate", "ftruncate", "setpgid", "setsid", "rt_sigaction", "listen")
)
#: Who has waited for a signal longer than this has really waited.
MOST_WAITED: Final = 2 * SECOND


def changes(thread: Thread) -> bool:
    """Whether a thread is about to change what others find; a file that may be made or emptied counts."""
    if thread.call in OPENS:
        return bool(thread.argument(OPENS[thread.call] + 1) & (os.O_CREAT | os.O_TRUNC))
    return thread.call in CHANGES


def comes_later(thread: Thread, now: int) -> bool:
    """Whether a thread's call is made after the signals that are due: it was only about to be made."""
    return thread.call == "rt_sigaction" or (thread.call == "pause" and now - thread.since < MOST_WAITED)


def is_shown(thread: Thread) -> bool:
    """Whether the filter of a box, too, may show this call, because it may make a name."""
    if thread.call in OPENS:
        return bool(thread.argument(OPENS[thread.call] + 1) & MAKING)
    return thread.call in MAKES or thread.call in CHANGES
