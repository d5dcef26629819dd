"""What a learner reads after each rejected answer: committed texts, compared while the bank is judged.

Theory of operation
-------------------
Rejected answers are judged under one seed, so that the inputs are the same each time. What still differs is
written as ``N``: ids of processes and objects, and fractions of seconds. What the answer itself printed is
not compared: several processes write in an order of their own. Some texts are not compared as a whole,
but by their head, which is the cause and the line: those of answers whose fate hangs on how their
processes are scheduled or on real time, and all under another version of Python. Which texts vary although
nobody can say so beforehand stands in ``varies.txt``, one ``SLUG/NAME`` a line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from grader import messages
from grader.exercise import Exercise
from grader.messages.author import text_differs, text_missing
from grader.messages.causes import causes, mend
from grader.render import terminal
from grader.render.text.block import Known
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

#: The inputs of all rejected answers whose texts are compared.
SEED: Final = 1
#: The version of Python that the committed texts are of: others say some things in other words.
PYTHON: Final = (3, 11)
VARIES: Final = "varies.txt"
_VARIES: Final = (
    (re.compile(r"\b([Pp]rocess(?:es)?) \d+"), r"\1 N"),
    (re.compile(r"\b\d+\.\d+ s\b"), "N s"),
    (re.compile(r"\b0x[0-9a-f]+\b"), "0xN"),
    (re.compile(r"\b(psm_|pymp-|mp-|sem\.mp-)\w+"), r"\1N"),
)


def text_of(
    report: Report, result: ExerciseReport, exercise: Exercise, catalogue: Mapping[str, Known]
) -> str:
    """Return what ``grade SLUG`` prints for this result, without what varies."""
    slug, path = exercise.slug, f"exercises/{exercise.topic}/{exercise.slug}.py"
    alone = msgspec.structs.replace(result, path=path)
    found = causes(alone.checks)
    steps = [
        (messages.NEXT, mend(path, found[0].lead.line if found else 0)),
        ("", f"grade {slug}"),
        (messages.WHY, f"grade explain {slug}"),
        (messages.STUCK, f"grade hint {slug}"),
    ]
    text = terminal.render(msgspec.structs.replace(report, exercises=[alone], notices=[]), catalogue, steps)
    for pattern, same in _VARIES:
        text = pattern.sub(same, text)
    return text


def head_of(text: str) -> str:
    """Return the part of a text that never varies: the cause, and the line."""
    return text.partition("\n\n")[2].partition("\n\n")[0]


class Texts:
    """The committed texts of rejected answers, in ``FOLDER/SLUG/NAME.txt``."""

    def __init__(self, folder: Path, catalogue: Mapping[str, Known], write: bool = False) -> None:
        """``write``: make the texts what they are now."""
        self._folder, self._catalogue, self._write = folder, catalogue, write
        file = folder / VARIES
        self._varies = frozenset(file.read_text("utf-8").split()) if file.is_file() else frozenset()

    def complaints(self, exercise: Exercise, name: str, report: Report, result: ExerciseReport) -> list[str]:
        """Return what is wrong about the text of one rejected answer; write it if that was asked for."""
        file = self._folder / exercise.slug / f"{name}.txt"
        text = text_of(report, result, exercise, self._catalogue)
        old = file.read_text("utf-8") if file.is_file() else ""
        if self._write:
            if self._differs(old, text, exercise, name, result):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
            return []
        if not old:  # of an exercise whose texts nobody has read yet, none is missing
            return [text_missing(exercise.slug, name)] if file.parent.is_dir() else []
        if not self._differs(old, text, exercise, name, result):
            return []
        pairs = zip([*old.splitlines(), ""], [*text.splitlines(), ""], strict=False)
        was, now = next(((was, now) for was, now in pairs if was != now), ("", ""))
        return [text_differs(exercise.slug, name, was, now)]

    def tidy(self, exercise: Exercise) -> None:
        """Remove the texts of answers that are gone."""
        names = {rejected.name for rejected in exercise.rejected}
        for file in (self._folder / exercise.slug).glob("*.txt") if self._write else ():
            if file.stem not in names:
                file.unlink()

    def _differs(self, old: str, new: str, exercise: Exercise, name: str, result: ExerciseReport) -> bool:
        varies = f"{exercise.slug}/{name}" in self._varies or any(
            rejected.luck for rejected in exercise.rejected if rejected.name == name
        )
        if varies or sys.version_info[:2] != PYTHON or any(map(_hangs_on_time, result.checks)):
            return head_of(old) != head_of(new)
        return _ours(old) != _ours(new)


def _ours(text: str) -> list[str]:
    """Return the lines of a text without those that the answer itself has printed."""
    kept: list[str] = []
    printed = False
    for line in text.splitlines():
        printed = line.strip() in (messages.PRINTED, messages.COMPLAINED) or (printed and line[:4] == "    ")
        if not printed:
            kept.append(line)
    return kept


def _hangs_on_time(check: CheckResult) -> bool:
    """Whether real time decides about what is told: it ran out, or nobody decided the order."""
    return check.verdict is Verdict.TIMED_OUT or any(evidence.ran_free for evidence in check.evidence)
