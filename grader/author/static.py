"""What can be said of an exercise by reading its files: each fault with the file and the line to look at."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from grader import syntax
from grader.author.tiers import Tier
from grader.bank import load_catalogue
from grader.course import diagnoses
from grader.course.folder import Course
from grader.errors import AuthoringError
from grader.exercise import REGISTRATION, SUITE_FILES, Exercise
from grader.messages import author as sentences
from grader.stub import derive_stub
from grader.testing import suite_faults
from grader.testing.suite_faults import Contract


def at(file: Path, *texts: str) -> str:
    """Return ``FILE:LINE`` of the last of these texts, each looked for behind the one before."""
    try:
        whole = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return shown(file)
    place = 0
    for text in texts:
        found = whole.find(text, place)
        place = max(found, place)
    return f"{shown(file)}:{whole.count(chr(10), 0, place) + 1}"


def shown(file: Path) -> str:
    """Return a path as short as it can be typed here."""
    try:
        return str(file.relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):
        return str(file)


def entry(exercise: Exercise, name: str) -> str:
    """Return where exercise.toml speaks of an answer, such as ``rejected/leaks``."""
    kind, _, stem = name.partition("/")
    return at(exercise.suite / REGISTRATION, f'[[{kind}]]\nname = "{stem}"', f'"{stem}"')


def missing(exercise: Exercise) -> list[str]:
    """Return one sentence per file that is registered but absent, with the line that names it."""
    toml = exercise.suite / REGISTRATION
    found = {path: shown(toml) for path in (exercise.solution, *(exercise.suite / n for n in SUITE_FILES))}
    found |= {path: entry(exercise, f"{path.parent.name}/{path.stem}") for path in _answers(exercise)}
    return [sentences.is_missing(found[path], shown(path)) for path in sorted(found) if not path.is_file()]


def file_faults(exercise: Exercise) -> list[str]:
    """Return one sentence per file that is registered but absent, or present but not registered."""
    suite = exercise.suite
    present = {path for kind in ("accepted", "rejected") for path in (suite / kind).glob("*.py")}
    toml = shown(suite / REGISTRATION)
    return missing(exercise) + [
        sentences.not_named(shown(path), toml) for path in sorted(present - _answers(exercise))
    ]


def _answers(exercise: Exercise) -> set[Path]:
    return {answer.path for answer in exercise.accepted} | {answer.path for answer in exercise.rejected}


def complaints(exercise: Exercise, course: Course | None, tier: Tier) -> list[str]:
    """Return one sentence for each fault."""
    found = [sentence for sentence in file_faults(exercise) if tier.rejected or "rejected" not in sentence]
    if not exercise.solution.is_file():
        return found
    found += _of_the_stub(exercise)
    found += _of_the_diagnoses(exercise, course)
    found += _of_the_suite(exercise, course)
    if tier.rejected:
        found += _too_few(exercise, course, tier)
    if tier.why and not exercise.why:
        where = shown(exercise.suite / REGISTRATION)
        found.append(f"{where}: key `why` is missing: it says why a right answer is as it is")
    return found


def _of_the_stub(exercise: Exercise) -> Iterator[str]:
    solution = exercise.solution.read_text("utf-8")
    try:
        stub = derive_stub(solution, shown(exercise.solution))
    except AuthoringError as error:
        yield error.sentence
        return
    if not exercise.stub.is_file() or exercise.stub.read_text("utf-8") != stub:
        yield f"{shown(exercise.stub)}: the stub is not the derived one; run `grade author stubs`"
    for text in (*exercise.hints, exercise.why):
        for word in _solution_names(solution, stub):
            if _says(text, word):
                where = at(exercise.suite / REGISTRATION, "hints", word)
                yield f"{where}: a hint or `why` names {word}, which only the solution has"


def _of_the_diagnoses(exercise: Exercise, course: Course | None) -> Iterator[str]:
    known: Collection[str] = diagnoses.load(diagnoses.COMMON)
    if course is not None:
        try:
            known = course.catalogue(diagnoses.load(diagnoses.COMMON))
        except AuthoringError as error:
            yield error.sentence
    for name in sorted(exercise.diagnoses - set(known)):
        where = at(exercise.suite / REGISTRATION, f" {name}")
        yield f"{where}: diagnosis {name} is not in the catalogue"


def _of_the_suite(exercise: Exercise, course: Course | None) -> Iterator[str]:
    catalogue = load_catalogue(*([course] if course is not None else []))
    known = Contract(exercise.functions, exercise.start_methods, catalogue)
    for said in suite_faults.faults(exercise.suite, known):
        yield said.replace(str(exercise.suite), shown(exercise.suite), 1)


def _too_few(exercise: Exercise, course: Course | None, tier: Tier) -> Iterator[str]:
    for kind in ("accepted", "rejected"):
        asked = getattr(course.manifest.minimum, kind) if course is not None else 0
        least, there = max(asked, getattr(tier.least, kind)), len(getattr(exercise, kind))
        if there < least:
            where = shown(exercise.suite / REGISTRATION)
            yield f"{where}: {there} {kind} answers; {least} are needed"


def _solution_names(solution: str, stub: str) -> list[str]:
    """Names of the solution's own making: its functions, and names that are no plain words."""
    names: set[str] = set()
    for node in ast.walk(syntax.parse(solution)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and "_" in node.id.strip("_"):
            names.add(node.id)
    return sorted(name for name in names if not _says(stub, name))


def _says(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None
