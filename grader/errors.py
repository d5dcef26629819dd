"""The four ways things go wrong, kept apart.

A student's mistake is never an exception: it is a :class:`grader.verdict.Verdict`.
"""

from __future__ import annotations

from typing import Final

import msgspec


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


class NobodyError(UsageError):
    """A class's folder holds nobody's submission, yet."""


class AuthoringError(ForkloreError):
    """An exercise, suite or answer bank is not complete or contradicts itself (exit code 3)."""


class SetupError(ForkloreError):
    """This machine cannot do what was asked: no ptrace, no bubblewrap, not Linux (exit code 3)."""


class GraderError(ForkloreError):
    """A fault of ours. It never lowers a mark silently (exit code 3)."""


class BusyError(GraderError):
    """Others held the CPUs so long that nobody knows how a request would have ended. It may be made again."""


class Fault(msgspec.Struct, frozen=True):
    """An error as it crosses a pipe: every pair of our processes that talk uses this form."""

    kind: str
    """A key of ``KINDS``."""
    sentence: str
    fix: str = ""

    @classmethod
    def of(cls, error: BaseException, during: str = "") -> Fault:
        """Return the form of an error; one that forklore did not raise on purpose is a fault of ours."""
        for kind, raised in KINDS.items():
            if isinstance(error, raised) and isinstance(error, ForkloreError):
                return cls(kind, error.sentence, error.fix)
        said = f"{type(error).__name__}: {error}"
        return cls("grader", f"{during}: {said}" if during else said)

    def raised(self) -> ForkloreError:
        """Return the error again, for the process that has to raise it."""
        return KINDS[self.kind](self.sentence, self.fix)


#: The errors that cross a pipe, by the word for each.
KINDS: Final[dict[str, type[ForkloreError]]] = {
    "usage": UsageError,
    "authoring": AuthoringError,
    "setup": SetupError,
    "busy": BusyError,
    "grader": GraderError,
}
