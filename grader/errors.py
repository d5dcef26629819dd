"""The three ways things go wrong, kept apart.

A student's mistake is never an exception: it is a :class:`grader.verdict.Verdict`.
"""

from __future__ import annotations


class ForkloreError(Exception):
    """Base of every exception that forklore raises on purpose.

    ``fix`` is one sentence that says what to do next; it may be empty.
    """

    def __init__(self, sentence: str, fix: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fix = fix


class UsageError(ForkloreError):
    """The command line named something that cannot be graded (exit code 2)."""


class AuthoringError(ForkloreError):
    """An exercise, suite or answer bank is not complete or contradicts itself (exit code 3)."""


class SetupError(ForkloreError):
    """This machine cannot do what was asked: no ptrace, no bubblewrap, not Linux (exit code 3)."""


class GraderError(ForkloreError):
    """A fault of ours. It never lowers a mark silently (exit code 3)."""
