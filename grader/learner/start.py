"""Make a folder to work in, from what is installed; mend one; take an exercise back to its stub."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from grader import atomic_file, material
from grader.bank import Bank
from grader.errors import SetupError, UsageError
from grader.exercise import Exercise
from grader.learner import sentences, state, track
from grader.release import starter

BACKUPS: Final = "backups"
#: What may be in a folder without keeping it from being started.
_HARMLESS: Final = (
    "exercises",
    "venv",
    "wheels",
    "README.md",
    "LICENSE",
    "constraints.txt",
    "assignment.toml",
)


def start(folder: Path, bank: Bank) -> int:
    """Make a folder to work in, or bring back what is missing in one; return how many stubs were written."""
    _refuse_strange(folder)
    try:
        return _start(folder, bank if bank.exercises else bank.sound())
    except OSError as error:
        raise SetupError(*sentences.cannot_start(folder, error.strerror or type(error).__name__)) from error


def _start(folder: Path, bank: Bank) -> int:
    written = 0
    stubs = {starter.path_of(exercise): exercise for exercise in bank.exercises}
    for name, exercise in stubs.items():
        written += _add(folder / name, material.stub(exercise))
        page = material.page(exercise)
        if page is not None:
            below = f"exercises/{exercise.topic}"
            _add(folder / below / "README.md", starter.linked(page, below, stubs))
    _add(folder / "README.md", sentences.readme(bank))
    _add(folder / ".gitignore", starter.GITIGNORE)
    state.save(folder, state.load(folder))
    _add(folder / state.FOLDER / ".gitignore", "*\n")
    return written


def reset(folder: Path, exercise: Exercise) -> Path | None:
    """Put an exercise's stub back; return where the answer that was there is kept, None if there was none."""
    path, text = track.path_in(folder, exercise), material.stub(exercise)
    backup = None
    if path.is_file() and path.read_bytes() != text.encode():
        kept = folder / state.FOLDER / BACKUPS
        kept.mkdir(parents=True, exist_ok=True)
        backup = _unused(kept, exercise.slug)
        path.replace(backup)
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_file.write(text.encode(), path)
    state.forget(folder, exercise.slug)
    return backup


def _unused(folder: Path, slug: str) -> Path:
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    names = [f"{slug}-{stamp}.py", *(f"{slug}-{stamp}-{number}.py" for number in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())


def _add(path: Path, text: str) -> bool:
    """Write a file that is not there yet; return whether it was written."""
    if path.exists() or path.is_symlink():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return True


def _refuse_strange(folder: Path) -> None:
    """Raise UsageError where a folder holds what has nothing to do with the exercises."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(*sentences.not_a_folder(folder))
    if not folder.is_dir() or state.home(folder) == folder.resolve():
        return
    for path in sorted(folder.iterdir()):
        if not (path.name.startswith(".") or path.suffix == ".whl" or path.name in _HARMLESS):
            raise UsageError(*sentences.folder_in_use(folder, path.name))
