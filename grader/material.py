"""What a course brings along of an exercise: its stub, its topic's page, perhaps its solution.

The wheel of a release has stubs, and no solutions. Where there is a solution, the stub is derived from it:
what lies in ``exercises/`` may be somebody's answer.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from grader.errors import SetupError
from grader.exercise import Exercise
from grader.messages.courses import no_stub
from grader.stub import derive_stub

_MARKER: Final = re.compile(r"^ *# (BEGIN|END) SOLUTION\n", re.MULTILINE)


def stub(exercise: Exercise) -> str:
    """Return the text that a learner begins with. SetupError if this installation has none."""
    text = stub_or_none(exercise)
    if text is None:
        raise SetupError(*no_stub(exercise.slug))
    return text


def stub_or_none(exercise: Exercise) -> str | None:
    """Return the text that a learner begins with, None where this installation has none."""
    whole = _solution(exercise)
    if whole is not None:
        return derive_stub(whole, exercise.slug)
    return _text(exercise.stub)


def solution(exercise: Exercise) -> str | None:
    """Return the solution without its markers, None where this installation has none."""
    whole = _solution(exercise)
    return None if whole is None else _MARKER.sub("", whole)


def page(exercise: Exercise) -> str | None:
    """Return the page of the exercise's topic, None where there is none."""
    return _text(exercise.stub.parent / "README.md")


def is_untouched(source: bytes, exercise: Exercise) -> bool:
    """Whether a submission is still the stub: the same but for comments and white space."""
    text = stub_or_none(exercise)
    return text is not None and _bare(source) == _bare(text.encode())


def _solution(exercise: Exercise) -> str | None:
    return _text(exercise.solution)


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _bare(source: bytes) -> list[bytes]:
    """Return the lines that matter, as they are but for white space at their ends."""
    lines = [line.rstrip() for line in source.splitlines()]
    return [line for line in lines if line and not line.lstrip().startswith(b"#")]
