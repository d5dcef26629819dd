"""What students are given: stubs, public suites and the grader; nothing that gives an answer away."""

from __future__ import annotations

import io
import re
import shutil
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from grader.bank import Bank, repository_root, shown
from grader.course import wheel, workflow
from grader.errors import SetupError, UsageError
from grader.exercise import Exercise

#: Files of the repository that students get as they are.
PLAIN: Final = ("LICENSE", "constraints.txt")
#: Of a suite, what students may have.
PUBLIC: Final = ("test_public.py", "scenes.py")
#: Archives carry this date, so that the same content gives the same bytes.
DATE: Final = (1980, 1, 1, 0, 0, 0)
ANSWERS: Final = re.compile(r"\n\[\[(accepted|rejected)\]\]\n.*?(?=\n\[|\Z)", re.DOTALL)

README: Final = """\
# Exercises in multi-process Python

Fill in the functions in `exercises/`, then

```sh
python3 -m venv .venv && .venv/bin/pip install -c constraints.txt ./*.whl && .venv/bin/grade
```

`grade fork_report` grades one exercise, `grade hint fork_report` gives a hint, and
`grade explain fork_report` draws what its processes did. These are the public checks; there may be more.
"""


def contents(bank: Bank, slugs: Sequence[str], hidden: bool) -> dict[str, bytes]:
    """Path to content of everything that students get. ``hidden`` adds the hidden checks.

    Raises SetupError where only the package is installed.
    """
    root = repository_root()
    if root is None:
        raise SetupError(
            "A release is made from forklore's repository, and only the package is installed here.",
            "Clone the repository and install it with pip install -e .",
        )
    wanted = [bank.find(slug) for slug in dict.fromkeys(slugs)] or list(bank.exercises)
    found = {name: (root / name).read_bytes() for name in PLAIN}
    found[workflow.PATH] = workflow.TEXT.encode()
    found["README.md"] = README.replace("fork_report", wanted[0].slug).encode()
    for exercise in wanted:
        for path in (exercise.stub, exercise.stub.parent / "README.md"):
            if path.is_file():
                found[path.relative_to(root).as_posix()] = path.read_bytes()
    project = (root / "pyproject.toml").read_text("utf-8")
    grader = wheel.members(_grader(wanted, root, hidden), project, found["LICENSE"])
    found[wheel.name(project)] = as_zip(grader, "")
    return dict(sorted(found.items()))


def _grader(wanted: list[Exercise], root: Path, hidden: bool) -> dict[str, bytes]:
    """The package, with the suites of these exercises only."""
    found: dict[str, bytes] = {}
    for path in sorted((root / "grader").rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and "suites" not in inside.parts and "__pycache__" not in inside.parts:
            found[inside.as_posix()] = path.read_bytes()
    for exercise in wanted:
        found |= _suite(exercise, root, hidden)
    return found


def _suite(exercise: Exercise, root: Path, hidden: bool) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    suite = exercise.suite.relative_to(root).as_posix()
    for name in (*PUBLIC, "test_hidden.py") if hidden else PUBLIC:
        if (exercise.suite / name).is_file():
            found[f"{suite}/{name}"] = (exercise.suite / name).read_bytes()
    text = (exercise.suite / "exercise.toml").read_text("utf-8")
    bare = ANSWERS.sub("", text).rstrip() + "\n"
    assert not {"accepted", "rejected"} & tomllib.loads(bare).keys()
    found[f"{suite}/exercise.toml"] = bare.encode()
    return found


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
    """A release as an archive, everything in ``folder``: the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(f"{folder}{name}", DATE)
            member.external_attr = (0o755 if data.startswith(b"#!") else 0o644) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return buffer.getvalue()
