"""A plain pytest file as part of a suite: each of its tests runs in the box, and a check tells how it ended.

Theory of operation
-------------------
pytest rewrites the asserts of the file in the judge; the code travels, and runs beside the submission. What
comes back is a claim: how the test ended, and the operands of a comparison that failed. pytest's own words
for them are made here, from values that have been decoded: nothing of the submission is called.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import functools
import marshal
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from grader import syntax
from grader.errors import AuthoringError
from grader.messages.checks import from_files, judged
from grader.testing.expectations import fail
from grader.testing.files.plain_scene import MOST_CHARACTERS, MOST_LINES, one_test
from grader.testing.findings import Finding
from grader.testing.submission import Submission
from grader.verdict import Verdict

#: Where a comparison stands in a text: its number, and what is said if it has no explanation.
_COMPARED: Final = re.compile("\x01(\\d{1,2})\x02([^\x01\x03]*)\x03")


class PytestFile:
    """A file of plain tests beside a suite; ``imports`` are the names by which it imports the submission."""

    def __init__(self, suite: str, name: str, imports: Sequence[str] = ()) -> None:
        self._file, self._imports = Path(suite).with_name(name), tuple(imports)

    def passes(self, test: str, submission: Submission, **more: Any) -> None:  # noqa: ANN401 - of play
        """End the check unless this test passes; further keywords are those of ``submission.play``.

        It runs free: plain tests may measure time.
        """
        code, stem = rewritten(self._file), self._file.stem
        names = [*dict.fromkeys((submission.slug, *self._imports))]
        answer = submission.play(one_test, code, stem, test, names, **{"schedule": None, **more})
        ended, text, line, compared = answer.value
        if ended == "skipped":
            raise Finding(Verdict.SKIPPED, from_files.test_skipped(judged.cut(text)))
        if ended == "stub":
            raise Finding(Verdict.NOT_STARTED, judged.STUB)
        if ended == "raised":
            kind, _, said = text.partition(": ")
            raise Finding(Verdict.CRASHED, judged.raised(kind, said, line, kind == "BdbQuit"))
        if ended != "passed":
            place = f"{self._file.name}:{line}" if line > 0 else self._file.name
            fail(from_files.test_failed(place, subjects(self._file, test, names), explained(text, compared)))


@functools.cache
def _tree(file: Path) -> ast.Module:
    return syntax.parse(file.read_bytes(), str(file))


def subjects(file: Path, test: str, modules: Sequence[str]) -> list[str]:
    """Return what a test uses of the submission, by name, in order."""
    own: set[str] = set()
    short: set[str] = set()
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            own |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            short |= {alias.asname or alias.name for alias in node.names if alias.name in modules}
    names: list[str] = []
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.FunctionDef) and node.name == test.rpartition(".")[2]:
            for below in ast.walk(node):
                if isinstance(below, ast.Name) and below.id in own:
                    names.append(below.id)
                if isinstance(below, ast.Attribute) and ast.unparse(below.value) in short:
                    names.append(below.attr)
    return [*dict.fromkeys(names)]


@functools.cache
def rewritten(file: Path) -> bytes:
    """Return the code of a test file, its asserts rewritten by pytest; AuthoringError if it has none."""
    from _pytest.assertion.rewrite import rewrite_asserts

    try:
        source, tree = file.read_bytes(), copy.deepcopy(_tree(file))
    except (OSError, SyntaxError, ValueError) as error:
        raise AuthoringError(f"{file}: the tests cannot be read: {error}") from error
    rewrite_asserts(tree, source, str(file))
    return marshal.dumps(compile(tree, file.name, "exec", dont_inherit=True))


def explained(text: str, compared: Sequence[tuple[str, object, object]]) -> str:
    """Return what pytest says of an assert that failed."""
    from _pytest.assertion.util import format_explanation

    def difference(found: re.Match[str]) -> str:
        number = int(found[1])
        return (_difference(*compared[number]) if number < len(compared) else "") or found[2]

    whole = _COMPARED.sub(difference, text)
    with contextlib.suppress(Exception):  # it is in no notation of pytest's
        whole = format_explanation(whole)
    lines = whole[:MOST_CHARACTERS].splitlines()
    return "\n".join([*lines[:MOST_LINES], *(["..."] if len(lines) > MOST_LINES else [])])


def _difference(operator: str, left: object, right: object) -> str:
    """Return pytest's words for a comparison that does not hold, empty if it has none."""
    lines: list[str] = []
    with contextlib.suppress(Exception):  # another version of pytest asks in another way
        from _pytest.assertion import pytest_assertrepr_compare

        lines += pytest_assertrepr_compare(_config(), operator, left, right) or ()
    lines = [line for line in lines if not line.startswith("Use -v")]
    return "\n~".join(line.replace("\n", "\\n") for line in lines)


@functools.cache
def _config() -> pytest.Config:
    """Return pytest's settings as they are without a command line."""
    from _pytest.config import get_config

    return get_config([])
