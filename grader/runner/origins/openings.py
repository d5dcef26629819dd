"""Where a process opened its pipes and sockets: notes in its memory, for the warden to read.

Theory of operation
-------------------
``os.pipe``, ``os.pipe2`` and ``socket.socketpair`` note the inode of what they have made, with the
submission's line that led to the call. No other pipe or socket has this inode: a note of one that is closed
by now is never taken for another's, and a duplicate has the note of its original. That does not hold
for files, which are known by their path. The notes are a ring of words; a fork has a copy of them at the same
address. The warden is told the address and reads them when something was left behind, or stands still.
They are the submission's word, and only explain.
"""

from __future__ import annotations

import functools
import os
import sys

from grader.runner.load import when_loaded

TYPE_CHECKING = False  # as in grader.runner.points
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any, Final

#: So many notes are kept, and so many of a word's bits are the line; the others are the inode.
MOST: Final = 256
LINE_BITS: Final = 20

_file = ""
_notes: Any = None
_count = 0


def begin(file: str) -> None:
    """Note what is opened from ``file``, in this process and all that it will fork."""
    global _file
    _file = file


def install() -> None:
    """Make ready to note, once for all requests: the first process of the box does."""
    import ctypes

    global _notes
    _notes = (ctypes.c_uint64 * MOST)()
    for name in ("pipe", "pipe2"):
        setattr(os, name, _noting(getattr(os, name), lambda ends: ends[0]))
    when_loaded("socket", _watch_sockets)


def address() -> int:
    """Where the notes are; 0 if there are none."""
    import ctypes

    return ctypes.addressof(_notes) if _notes is not None else 0


def line_in(file: str, frame: FrameType | None) -> int:
    """The line of the innermost of these frames that is of ``file``; 0 if none is.

    What started a process or thread of multiprocessing or threading has led to nothing that this does.
    """
    while frame is not None and frame.f_code.co_filename != file:
        frame = frame.f_back if frame.f_code.co_name != "_bootstrap" else None
    return (frame.f_lineno or 0) if frame is not None else 0


def _watch_sockets(module: Any) -> None:
    ends = (lambda pair: pair[0].fileno(), lambda pair: pair[1].fileno())
    module.socketpair = _noting(module.socketpair, *ends)


def _noting(call: Callable[..., Any], *descriptors: Callable[[Any], int]) -> Callable[..., Any]:
    """The same call, which notes the ``descriptors`` of its result; the two ends of a pipe are one."""

    @functools.wraps(call)
    def noting(*args: Any, **kwargs: Any) -> Any:
        result = call(*args, **kwargs)
        line = line_in(_file, sys._getframe(1))
        try:
            for descriptor in descriptors if 0 < line < 1 << LINE_BITS else ():
                _note(os.fstat(descriptor(result)).st_ino, line)
        except OSError:
            pass  # another thread has closed it already
        return result

    return noting


def _note(inode: int, line: int) -> None:
    global _count
    _notes[_count % MOST] = inode << LINE_BITS | line
    _count += 1
