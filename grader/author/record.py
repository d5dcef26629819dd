"""Write into exercise.toml what each check said about the known answers: to be read, then kept."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from grader import atomic_file, syntax
from grader.errors import AuthoringError
from grader.exercise import OTHERS, REGISTRATION, Exercise, Expectation
from grader.judge import Options, SubmittedFile, grade
from grader.judge.reading import fault_of
from grader.report import ExerciseReport
from grader.verdict import Verdict

#: Each answer is judged under so many seeds: what differs hangs on luck.
SEEDS: Final = (1, 2, 3)
_KINDS: Final = ("accepted", "rejected")


def record(exercise: Exercise, jobs: int, isolation: str) -> list[str]:
    """Judge every answer in ``accepted/`` and ``rejected/``, and write down what it got.

    AuthoringError if reading the suite tells a mistake.

    Returns what has to be looked at: one sentence for each answer that did not get what its folder says.
    """
    if fault := fault_of(exercise):
        raise AuthoringError(fault)
    files = [path for kind in _KINDS for path in sorted((exercise.suite / kind).glob("*.py"))]
    seen: dict[Path, list[ExerciseReport]] = {path: [] for path in files}
    for seed in SEEDS if files else ():
        answers = [SubmittedFile(exercise, str(path), path.read_bytes()) for path in files]
        report = grade(answers, Options(jobs=jobs, seed=seed, isolation=isolation))
        for path, result in zip(files, report.exercises, strict=True):
            seen[path].append(result)
    toml = exercise.suite / REGISTRATION
    text = toml.read_text("utf-8")
    said: list[str] = []
    for path, results in seen.items():
        kind, passed = path.parent.name, all(result.passed for result in results)
        if passed != (kind == "accepted"):
            said.append(f"{path}: {_surprise(results)}")
            if kind == "rejected":
                continue
        table, luck = expected(results) if kind == "rejected" else ({}, ())
        text = written(text, kind, path, table, luck)
    atomic_file.write(text.encode(), toml)
    return said


def expected(results: Sequence[ExerciseReport]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what every run said of each check, and the checks of which not all runs said the same."""
    told: dict[str, set[str]] = {}
    for result in results:
        for check in result.checks:
            word = Expectation(check.verdict, check.diagnosis)
            short = check.id.partition("/")[2]
            told.setdefault(short, set()).add(f"{word.verdict.value} {word.diagnosis or ''}".strip())
    luck = tuple(check for check, words in told.items() if len(words) > 1)
    certain = {check: next(iter(words)) for check, words in told.items() if len(words) == 1}
    if not luck and len(set(certain.values())) == 1:
        return {OTHERS: next(iter(certain.values()))}, ()
    return {check: word for check, word in certain.items() if word != Verdict.PASSED.value}, luck


def written(text: str, kind: str, path: Path, table: Mapping[str, str], luck: Sequence[str]) -> str:
    """Return exercise.toml with an entry for this answer that says what is expected."""
    pairs = ", ".join(f"{json.dumps(check)} = {json.dumps(word)}" for check, word in table.items())
    keys = [f"expect = {{ {pairs} }}"] * bool(table) + [f"luck = {json.dumps(list(luck))}"] * bool(luck)
    head = rf'^\[\[{kind}\]\]\nname *= *"{path.stem}"\n'
    found = re.search(rf"{head}(?P<rest>.*?)(?=^\[\[|^\[limits|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        about = json.dumps(_about(path), ensure_ascii=False)
        entry = [f"[[{kind}]]", f'name = "{path.stem}"', f"about = {about}"]
        return text.rstrip() + "\n\n" + "\n".join([*entry, *keys]) + "\n"
    rest = re.sub(r"^luck *= *\[.*?\]\n", "", found["rest"], flags=re.M | re.S)
    rest = re.sub(r"^expect *= *\{.*?\}\n", "", rest, flags=re.M | re.S)
    rest = re.sub(r"^\[\w+\.expect\]\n(?:[^\n\[]+\n)*", "", rest, flags=re.M)
    body = "\n".join([rest.rstrip(), ""]).lstrip("\n") + "".join(f"{key}\n" for key in keys)
    behind = "\n" if text[found.end() :] else ""
    return text[: found.start("rest")] + body + behind + text[found.end() :]


def _about(path: Path) -> str:
    """Return the first line of a file's docstring, else its name in words."""
    tree = syntax.parse_or_none(path.read_text("utf-8"))
    doc = ast.get_docstring(tree) if tree is not None else None
    return (doc or path.stem.replace("_", " ")).splitlines()[0].rstrip(".")


def _surprise(results: Sequence[ExerciseReport]) -> str:
    """Say what an answer got that its folder did not lead to expect."""
    checks = [check for result in results for check in result.checks if check.verdict is not Verdict.PASSED]
    if not checks:
        return "every check passes, although the answer is in rejected/"
    check = checks[0]
    said = f"{check.id.partition('/')[2]} says {check.verdict.value}"
    return f"{said}, although the answer is in accepted/: {check.message[:200]}"
