"""Read a Kattis problem package: its settings, its test cases, and what of it an exercise cannot have."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from grader.author.kattis import submissions_yaml
from grader.author.kattis.submissions_yaml import KnownAnswer
from grader.author.static import shown
from grader.errors import AuthoringError, UsageError

SETTINGS: Final = "problem.yaml"
#: Kinds of problems in which a program does not simply read an input and write an output.
_OTHERS: Final = ("interactive", "multi-pass", "submit-answer")
#: A judge starts a Python for each case, on a machine that may be busy: the limit has room for that.
_ROOM: Final = 3.0
_FLAGS: Final = ("case_sensitive", "space_change_sensitive")
_TOLERANCES: Final = ("float_tolerance", "float_absolute_tolerance", "float_relative_tolerance")


@dataclass
class Package:
    """What an exercise takes from a package."""

    folder: Path
    title: str
    statement: str
    wall_seconds: float
    validator: dict[str, object]
    """Arguments of ``ProgramCases``."""
    cases: dict[str, str]
    """``sample/1.in`` and so on, to its text."""
    answers: list[KnownAnswer]
    left_out: list[str] = field(default_factory=list)


def read(folder: Path) -> Package:
    """Read a package. UsageError if it is none, or of a kind that cannot be an exercise."""
    file = folder / SETTINGS
    if not file.is_file():
        raise UsageError(f"{shown(folder)} has no {SETTINGS}.", "Name the folder of a problem package.")
    try:
        settings = submissions_yaml.yaml(file, file.read_text("utf-8"))
        kinds = settings.get("type", settings.get("validation", ""))
        wrong = next((kind for kind in _OTHERS if kind in str(kinds)), "")
        if wrong:
            fix = "Write a suite of its own: grade author new EXERCISE --topic TOPIC"
            raise UsageError(f"{shown(file)}: a problem of type {wrong} cannot move.", fix)
        found = Package(
            folder=folder,
            title=_title(settings.get("name"), folder),
            statement="",
            wall_seconds=_seconds(folder, settings),
            validator={},
            cases=_cases(folder / "data"),
            answers=submissions_yaml.read(folder / "submissions"),
        )
        _statement(found)
        _validator(found, settings)
    except (OSError, UnicodeDecodeError) as error:
        raise AuthoringError(f"{shown(folder)} cannot be read: {error}") from error
    _leave_out(found)
    return found


def _title(name: object, folder: Path) -> str:
    one = name.get("en", next(iter(name.values()), "")) if isinstance(name, dict) else name
    return str(one or folder.name.replace("_", " ").capitalize())


def _seconds(folder: Path, settings: dict[str, Any]) -> float:
    limits = settings.get("limits")
    told = limits.get("time_limit") if isinstance(limits, dict) else None
    if told is None and (folder / ".timelimit").is_file():
        told = (folder / ".timelimit").read_text("utf-8").strip()
    try:
        return max(_ROOM, _ROOM * float(told)) if told is not None else 10.0
    except (TypeError, ValueError):
        return 10.0


def _cases(data: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in ("sample", "secret"):
        for file in sorted((data / group).rglob("*.in")):
            if file.with_suffix(".ans").is_file():
                for one in (file, file.with_suffix(".ans")):
                    found[one.relative_to(data).as_posix()] = one.read_text("utf-8")
    return found


def _statement(found: Package) -> None:
    """Take a statement in Markdown; one in TeX is only named."""
    folders = [found.folder / "statement", found.folder / "problem_statement"]
    files = [file for folder in folders for file in sorted(folder.glob("problem*.*"))]
    plain = [file for file in files if file.suffix == ".md"]
    english = [file for file in plain if file.stem.endswith((".en", "problem"))]
    for file in (english or plain)[:1]:
        found.statement = file.read_text("utf-8").strip()
    if files and not plain:
        found.left_out.append(f"{shown(files[0])}: the statement is no Markdown; write the contract.")


def _validator(found: Package, settings: dict[str, Any]) -> None:
    """Read the options of the default validator; one of the package's own is only named."""
    folders = [found.folder / name for name in ("output_validator", "output_validators")]
    for folder in folders:
        if folder.is_dir() and any(folder.iterdir()):
            text = "outputs are compared with the .ans files; this validator was left out."
            found.left_out.append(f"{shown(folder)}: {text}")
    words = shlex.split(str(settings.get("validator_flags") or ""))
    for name in ("testdata.yaml", "test_group.yaml"):
        file = found.folder / "data" / name
        table = submissions_yaml.yaml(file, file.read_text("utf-8")) if file.is_file() else {}
        told = table.get("output_validator_args", table.get("output_validator_flags", []))
        words += told if isinstance(told, list) else shlex.split(str(told))
    for at, word in enumerate(words):
        if word in _FLAGS:
            found.validator[word] = True
        elif word in _TOLERANCES and at + 1 < len(words):
            kinds = ("absolute", "relative") if word == "float_tolerance" else (word.split("_")[1],)
            found.validator |= {f"float_{kind}_tolerance": float(words[at + 1]) for kind in kinds}


def _leave_out(found: Package) -> None:
    """Name what an exercise cannot have."""
    for path in sorted((found.folder / "submissions").glob("*/*")):
        if path.suffix != ".py":
            kind = "a folder" if path.is_dir() else "not Python"
            found.left_out.append(f"{shown(path)}: {kind}, and was left out; an answer is one Python file.")
    for path in sorted((found.folder / "data").rglob("*.in")):
        if path.relative_to(found.folder / "data").parts[0] in ("sample", "secret"):
            if not path.with_suffix(".ans").is_file():
                found.left_out.append(f"{shown(path)}: has no .ans file, and was left out.")
            if path.with_suffix(".files").exists():
                found.left_out.append(f"{shown(path.with_suffix('.files'))}: a case has standard input only.")
