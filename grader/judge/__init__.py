"""One submission, all checks of its exercise, one report.

``grade`` starts the judging session in a process of its own and listens to it.
"""

from __future__ import annotations

from grader.judge.run import Listener, Options, Settled, SubmittedFile, grade, usual_jobs

__all__ = ["Listener", "Options", "Settled", "SubmittedFile", "grade", "usual_jobs"]
