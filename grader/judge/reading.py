"""What reading an exercise's suite tells of its author's mistakes, before any student is judged by it.

Reading costs some 30 ms an exercise. So a suite without a mistake is remembered, in this process and in the
user's cache, by the dates and sizes of its files.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import grader
from grader.course import diagnoses
from grader.exercise import Exercise

_told: Final[dict[str, str]] = {}


def fault_of(exercise: Exercise) -> str:
    """Return the first mistake, with its file and line; empty if there is none."""
    if exercise.fault:
        return exercise.fault
    key = hashlib.sha256("\n".join(_state(exercise)).encode()).hexdigest()
    if key not in _told:
        mark = _cache() / key
        _told[key] = "" if mark.is_file() else _read(exercise)
        if not _told[key]:
            with contextlib.suppress(OSError):
                mark.parent.mkdir(parents=True, exist_ok=True)
                mark.touch()
    return _told[key]


def _read(exercise: Exercise) -> str:
    from grader.testing import suite_faults  # with dis and difflib, which are seldom needed

    known = diagnoses.ids(diagnoses.COMMON) | diagnoses.ids(exercise.catalogue)
    contract = suite_faults.Contract(exercise.functions, exercise.start_methods, known)
    found = suite_faults.faults(exercise.suite, contract)
    return found[0] if found else ""


def _state(exercise: Exercise) -> Iterator[str]:
    """What a change of the suite, of the contract or of the catalogue changes."""
    yield f"{grader.__version__} {exercise.functions} {exercise.start_methods}"
    package = Path(grader.__file__).parent
    files = [*exercise.suite.glob("*.py"), package / "testing" / "suite_faults.py"]
    for path in sorted({*files, *diagnoses.COMMON.glob("*.toml"), *exercise.catalogue.glob("*.toml")}):
        with contextlib.suppress(OSError):
            seen = path.stat()
            yield f"{path} {seen.st_mtime_ns} {seen.st_size}"


def _cache() -> Path:
    """The user's folder for what may be lost; without a home a folder that cannot be made."""
    home = os.environ.get("HOME")
    usual = Path(home, ".cache") if home else Path(os.devnull)
    return Path(os.environ.get("XDG_CACHE_HOME") or usual, "forklore", "suites")
