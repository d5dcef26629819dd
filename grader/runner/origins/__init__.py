"""What a process notes for the warden: the submission's lines at which things began."""

from __future__ import annotations

from grader.runner.origins import holders, openings, puts

TYPE_CHECKING = False  # as in grader.runner.points
if TYPE_CHECKING:
    from collections.abc import Callable


def install() -> None:
    """Make ready to note, once for all requests: the first process of the box does."""
    openings.install()
    holders.install()
    puts.install()


def begin(file: str, reached: Callable[[int], object] | None = None, queues: bool = False) -> None:
    """Note the lines of ``file`` in this process and all that it will fork.

    The others are for the marks of a schedule: see :func:`grader.runner.origins.holders.begin`. A new
    interpreter notes nothing that it opens: that would load ctypes.
    """
    openings.begin(file)
    holders.begin(file, reached, queues)
    puts.begin(file)
