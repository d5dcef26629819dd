"""The scenario that runs one test of a plain pytest file beside the submission.

It stands alone: what else stood here and is imported would travel with it. The code that it is given has
asserts that pytest has rewritten; what it gives back is a claim, as of every scenario.
"""

from __future__ import annotations

from typing import Any

from grader.testing.marking import scenario


@scenario
def one_test(
    student: Any,  # noqa: ANN401 - the submission, as a scenario has it
    code: bytes,
    stem: str,
    test: str,
    names: list[str],
) -> tuple[str, str, int, list[tuple[str, object, object]]]:
    """Run a test; return how it ended, the text, the line, and what was compared."""
    from grader.scenario.plaintests.one_plain_test import run

    return run(student, code, stem, test, names)


#: How many characters of a text come into a message, and how many lines.
MOST_CHARACTERS = 1_500
MOST_LINES = 16
