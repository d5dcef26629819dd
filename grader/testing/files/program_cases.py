"""Test cases of a program that reads standard input and writes standard output: files beside the suite."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path
from typing import Final

from grader import syntax
from grader.messages.checks import from_files
from grader.testing.expectations import fail
from grader.testing.findings import Finding
from grader.testing.submission import Submission
from grader.verdict import Verdict

#: A number as Kattis' default validator knows it.
_NUMBER: Final = re.compile(r"[+-]?(\d*\.\d+|\d+\.?)([eE][+-]?\d+)?")


class ProgramCases:
    """Cases ``NAME.in`` with what should be written, ``NAME.ans``, in folders beside the suite.

    Outputs are compared as by Kattis' default validator, with its options.
    """

    def __init__(
        self,
        suite: str,
        *,
        case_sensitive: bool = False,
        space_change_sensitive: bool = False,
        float_absolute_tolerance: float | None = None,
        float_relative_tolerance: float | None = None,
    ) -> None:
        self._folder = Path(suite).parent
        self._case, self._space = case_sensitive, space_change_sensitive
        self._absolute, self._relative = float_absolute_tolerance, float_relative_tolerance

    def cases(self, *names: str) -> list[Path]:
        """The inputs of cases and of folders of cases, in order."""
        found: list[Path] = []
        for name in names:
            one = self._folder / f"{name}.in"
            found += [one] if one.is_file() else sorted((self._folder / name).rglob("*.in"))
        return found

    def passes(self, submission: Submission, *names: str, shown: bool = False) -> None:
        """Run the program with each input, until one gets no right answer; ``shown``: messages quote it."""
        if _is_empty(submission.source):
            raise Finding(Verdict.NOT_STARTED, from_files.EMPTY)
        for file in self.cases(*names):
            name = file.relative_to(self._folder).with_suffix("").as_posix()
            given = file.read_text("utf-8")
            wanted = file.with_suffix(".ans").read_text("utf-8")
            answer = submission.run(stdin=given, schedule=None)
            if answer.value != 0:
                last = answer.stderr.strip().rpartition("\n")[2]
                raise Finding(Verdict.CRASHED, from_files.program_failed(name, answer.value, last))
            if not self.same(answer.stdout, wanted):
                quoted = (given, wanted, answer.stdout) if shown else None
                fail(from_files.other_output(name, quoted), "wrong-value")

    def same(self, got: str, wanted: str) -> bool:
        """Whether an output is what was wanted."""
        pattern = r"\s+|\S+" if self._space else r"\S+"
        pairs = itertools.zip_longest(re.findall(pattern, got), re.findall(pattern, wanted))
        return all(mine is not None and its is not None and self._alike(mine, its) for mine, its in pairs)

    def _alike(self, got: str, wanted: str) -> bool:
        if got == wanted or (not self._case and got.lower() == wanted.lower()):
            return True
        if self._absolute is None and self._relative is None:
            return False
        if max(len(got), len(wanted)) > 400 or not (_NUMBER.fullmatch(got) and _NUMBER.fullmatch(wanted)):
            return False
        right = float(wanted)
        allowed = max(self._absolute or 0.0, (self._relative or 0.0) * abs(right))
        return abs(float(got) - right) <= allowed


def _is_empty(source: str) -> bool:
    """Whether a program has no statement but a docstring."""
    if (tree := syntax.parse_or_none(source)) is None:
        return False
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in tree.body)
