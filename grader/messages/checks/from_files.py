"""What is said of checks in files beside a suite: cases of a program, and tests of plain pytest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grader.messages.checks.judged import cut

EMPTY: Final = "The file has no statement yet."


def program_failed(case: str, code: object, last: str) -> str:
    """Say that a program did not end well; ``last`` is the last line that it wrote to standard error."""
    how = f"exit code {code}" if not isinstance(code, int) or code >= 0 else f"signal {-code}"
    return f"{case}: the program ended with {how}. {cut(last)}".strip()


def other_output(case: str, quoted: tuple[str, str, str] | None) -> str:
    """Say that an output is not the right one; of a sample with input, right output and output."""
    if quoted is None:
        return f"{case}: the output is not the right one."
    given, wanted, got = (cut(text.rstrip("\n")) for text in quoted)
    return f"{case}: for the input\n{given}\nthe output should be\n{wanted}\nand it was\n{got}"


def test_failed(place: str, subjects: Sequence[str], text: str) -> str:
    """Say what pytest says of a test, where that stands, and what is tested."""
    about = f", a test of {', '.join(subjects)}" if subjects else ""
    return f"{place}{about}: {text}"


def test_skipped(reason: str) -> str:
    """Say that a test did not want to run."""
    return f"The test skipped itself: {reason or 'it gives no reason'}"
