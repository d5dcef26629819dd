"""One submission, all checks of its exercise, one report.

``grade`` starts the judging session in a process of its own and listens to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.judge.run import Listener, Options, Settled, SubmittedFile, grade, usual_jobs

__all__ = ["Listener", "Options", "Settled", "SubmittedFile", "grade", "usual_jobs"]


def __getattr__(name: str) -> object:
    """Load what is asked for; the session, which is a module of this package, needs none of it."""
    if name not in __all__:
        raise AttributeError(name)
    from grader.judge import run

    return getattr(run, name)
