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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from grader.bank import Bank
from grader.classroom.assignment import NAME, Assignment, text
from grader.errors import SetupError, UsageError
from grader.exercise import REGISTRATION, Exercise
from grader.platforms import github
from grader.release import public_points, starter, wheel
from grader.safe import shown
from grader.stub import stub_of

PROJECT, PINS = "pyproject.toml", "constraints.txt"
#: Files of the repository that students get as they are.
PLAIN: Final = ("LICENSE", PINS)
#: Of a suite, what students may have.
PUBLIC: Final = ("test_public.py", "scenes.py")
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
    ``hidden`` adds the hidden checks, ``wheels`` what the grader needs. SetupError without solutions.
    """
    root = source(bank)
    wanted = [bank.find(slug) for slug in asked.slugs]
    pages = starter.pages(wanted, asked, hidden, wheels or {})
    pages |= {github.PATH: github.TEXT, NAME: text(asked)}
    found = {name: page.encode() for name, page in pages.items()}
    found |= {name: (root / name).read_bytes() for name in PLAIN}
    found |= {starter.path_of(exercise): stub_of(exercise.solution).encode() for exercise in wanted}
    project = (root / PROJECT).read_text("utf-8")
    inside = {f"grader/data/{name}": data for name, data in found.items() if name.startswith("exercises/")}
    grader = wheel.members(_grader(wanted, root, hidden) | inside, project, found["LICENSE"])
    found[wheel.name(project)] = as_zip(grader, "")
    return dict(sorted((found | dict(wheels or {})).items()))


def source(bank: Bank) -> Path:
    """Return the repository that releases are made from; SetupError where only the package is installed."""
    if bank.solutions.is_dir():
        return bank.root
    raise SetupError(
        "A release is made from the solutions, and there are none here: only the package is installed.",
        "Clone forklore's repository and install it from there with pip install -e .",
    )


def _grader(wanted: list[Exercise], root: Path, hidden: bool) -> dict[str, bytes]:
    """Return the package, with the suites of these exercises only."""
    found = {}
    for path in _plain_files(root / "grader"):
        inside = path.relative_to(root)
        if "suites" not in inside.parts:
            found[inside.as_posix()] = path.read_bytes()
    for exercise in wanted:
        found |= _suite(exercise, root, hidden)
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


def _suite(exercise: Exercise, root: Path, hidden: bool) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    suite = exercise.suite.relative_to(root).as_posix()
    for name in (*PUBLIC, "test_hidden.py") if hidden else PUBLIC:
        if (exercise.suite / name).is_file():
            found[f"{suite}/{name}"] = (exercise.suite / name).read_bytes()
    found[f"{suite}/{REGISTRATION}"] = _registration(exercise, hidden).encode()
    return found


def _registration(exercise: Exercise, hidden: bool) -> str:
    """Return exercise.toml without known answers and comments; with public checks only, also their points."""
    whole = (exercise.suite / REGISTRATION).read_text("utf-8")
    bare = _COMMENT.sub("", ANSWERS.sub("", whole)).rstrip() + "\n"
    if not hidden:
        own = f"points = {public_points.public(exercise):g}\npoints_when_graded = {exercise.points:g}"
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


def as_zip(files: dict[str, bytes], folder: str = "forklore/") -> bytes:
    """Pack a release into an archive, everything in ``folder``: the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(f"{folder}{name}", DATE)
            member.external_attr = (0o755 if data.startswith(b"#!") else 0o644) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return buffer.getvalue()
