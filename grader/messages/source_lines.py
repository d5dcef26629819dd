"""Which line of a submission a message is about: what the reader looks at first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from grader.evidence import WaitRecord

_RAISED: Final = re.compile(r"\braised (?:\w+ )?at line (\d+)")
_AT: Final = re.compile(r"\blines? (\d+)")
MOST_CHARACTERS: Final = 200


def line_of(message: str, waits: Iterable[WaitRecord], source: str, function: str) -> int:
    """Return the number of the line, counted from 1; 0 if the submission has none that tells anything.

    The message says it, best where something was raised; else it is where a process stood when it was ended;
    else where the function begins.
    """
    said = _RAISED.search(message) or _AT.search(message)
    stood = next((wait.line for wait in waits if wait.line and not wait.aside), 0)
    number = int(said[1]) if said is not None else stood or _defined(source, function)
    return number if 0 < number <= len(source.splitlines()) else 0


def code_at(source: str, number: int) -> str:
    """Return the line without its indentation; empty for line 0."""
    return source.splitlines()[number - 1].strip()[:MOST_CHARACTERS] if number else ""


def _defined(source: str, function: str) -> int:
    head = re.compile(rf"(async )?def {re.escape(function)}\b")
    return next((number for number, line in enumerate(source.splitlines(), 1) if head.match(line)), 0)
