"""Build what students get: stubs, public suites and the grader; nothing that gives an answer away.

Stubs are derived from the solutions: what lies in ``exercises/`` may be somebody's answer. Of the package
only plain files of the kinds named here are taken: no link, no hidden file, no editor's backup, no bytecode.
"""

from __future__ import annotations

import io
import re
import shutil
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import grader
from grader.bank import Bank
from grader.classroom.assignment import NAME, Assignment, text
from grader.errors import AuthoringError, SetupError, UsageError
from grader.exercise import REGISTRATION, Exercise
from grader.judge.reading import fault_of
from grader.platforms import github
from grader.release import embedded, starter, wheel
from grader.safe import shown
from grader.stub import stub_of

PROJECT, PINS = "pyproject.toml", "constraints.txt"
#: Files of the repository that students get as they are.
PLAIN: Final = ("LICENSE", PINS)
#: Of a suite, what students may have, and what is added with the hidden checks.
PUBLIC: Final = ("test_public.py", "scenes.py", "pytest_public*.py", "sample/*.in", "sample/*.ans")
HIDDEN: Final = ("test_hidden.py", "pytest_hidden*.py", "secret/**/*.in", "secret/**/*.ans")
PACKAGE: Final = Path(grader.__file__).resolve().parent
#: The folders of the package that are a course's, and not everybody's.
COURSE: Final = ("suites", "data")
#: Kinds of files in the package.
KINDS: Final = (".py", ".toml", ".typed")
#: Archives carry this date, so that the same content gives the same bytes.
DATE: Final = (1980, 1, 1, 0, 0, 0)
ANSWERS: Final = re.compile(r"\n\[\[(accepted|rejected)\]\]\n.*?(?=\n\[|\Z)", re.DOTALL)
_COMMENT: Final = re.compile(r"^#.*\n", re.MULTILINE)
_POINTS: Final = re.compile(r"^points *= *(.+)$", re.MULTILINE)


def contents(
    bank: Bank, asked: Assignment, hidden: bool, wheels: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """Return path to content of everything that students get.

    The stubs are in the wheel, too: ``grade start`` writes them, and ``grade reset`` brings them back.
    ``hidden`` adds the hidden checks, ``wheels`` what the grader needs. SetupError without solutions,
    AuthoringError for a mistake in a suite.
    """
    wanted = [bank.find(slug) for slug in asked.slugs]
    refuse_without_solutions(wanted)
    for exercise in wanted:
        if fault := fault_of(exercise):
            raise AuthoringError(fault)
    pages = starter.pages(wanted, bank.title(wanted), asked, hidden, wheels or {})
    pages |= {github.PATH: github.TEXT, github.DEV_CONTAINER: github.CONTAINER, NAME: text(asked)}
    found = {name: page.encode() for name, page in pages.items()}
    found |= {name: project_file(name) for name in PLAIN}
    found |= {starter.path_of(exercise): stub_of(exercise.solution).encode() for exercise in wanted}
    project = project_file(PROJECT).decode()
    inside = {f"grader/data/{name}": data for name, data in found.items() if name.startswith("exercises/")}
    package = _grader() | embedded.course(bank, wanted) | inside
    for exercise in wanted:
        package |= _suite(exercise, hidden)
    members = wheel.members(package, project, found["LICENSE"])
    found[wheel.name(project)] = as_zip(members, "")
    return dict(sorted((found | dict(wheels or {})).items()))


def refuse_without_solutions(wanted: Sequence[Exercise]) -> None:
    """Raise SetupError where an exercise has no solution: its stub would be derived from it."""
    for exercise in wanted:
        if not exercise.solution.is_file():
            raise SetupError(
                f"A release is made from the solutions, and {exercise.slug} has none here.",
                "Make the release where the course has its solutions: --course FOLDER",
            )


def project_file(name: str) -> bytes:
    """Return a file of forklore's repository that a release needs; a wheel has it among its data."""
    inside = PACKAGE / "data" / name
    return (inside if inside.is_file() else PACKAGE.parent / name).read_bytes()


def _grader() -> dict[str, bytes]:
    """Return the package, without any course."""
    found = {}
    for path in _plain_files(PACKAGE):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] not in COURSE:
            found[f"grader/{inside.as_posix()}"] = path.read_bytes()
    return found


def _plain_files(folder: Path) -> Iterator[Path]:
    """Yield the files that are part of the package, in order; whatever else lies there is not looked at."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path.name.startswith(".") or path.name == "__pycache__":
            continue
        if path.is_dir():
            yield from _plain_files(path)
        elif path.is_file() and path.suffix in KINDS:
            yield path


def _suite(exercise: Exercise, hidden: bool) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    suite = f"{embedded.SUITES}/{exercise.slug}"
    for pattern in (*PUBLIC, *HIDDEN) if hidden else PUBLIC:
        for file in sorted(exercise.suite.glob(pattern)):
            found[f"{suite}/{file.relative_to(exercise.suite).as_posix()}"] = file.read_bytes()
    found[f"{suite}/{REGISTRATION}"] = _registration(exercise, hidden).encode()
    return found


def _registration(exercise: Exercise, hidden: bool) -> str:
    """Return exercise.toml without known answers and comments; with public checks only, also their points."""
    whole = (exercise.suite / REGISTRATION).read_text("utf-8")
    bare = _COMMENT.sub("", ANSWERS.sub("", whole)).rstrip() + "\n"
    if not hidden:
        own = f"points = {starter.public_points(exercise):g}\npoints_when_graded = {exercise.points:g}"
        bare = _POINTS.sub(own, bare, count=1)
    assert not {"accepted", "rejected"} & tomllib.loads(bare).keys()
    return bare


def write_folder(out: Path, files: dict[str, bytes]) -> None:
    """Write a release into a new folder. UsageError if there is something already."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{shown(out)} is there already.", "Name a new folder, or remove that one first.")
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        for name, data in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(data)
        if out.exists():
            out.rmdir()
        part.rename(out)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise SetupError(
            f"{shown(out)} cannot be written: {error.strerror}.", "Name another folder."
        ) from error


def as_zip(files: dict[str, bytes], folder: str = "") -> bytes:
    """Pack a release into an archive, everything in ``folder``: the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(f"{folder}{name}", DATE)
            member.external_attr = (0o755 if data.startswith(b"#!") else 0o644) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return buffer.getvalue()
