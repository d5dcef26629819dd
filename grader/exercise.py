"""One exercise as its ``exercise.toml`` describes it: strict decoding, frozen values, paths.

Only this file's own text and the names of files are looked at: no suite and no answer is imported.
"""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path
from typing import Final, Literal

import msgspec

from grader.errors import AuthoringError
from grader.limits import Limits
from grader.verdict import Verdict

#: The name of the file that registers an exercise.
REGISTRATION: Final = "exercise.toml"
#: The suite's modules, public first; those that exist make up ``Exercise.suite_files``.
SUITE_FILES: Final = ("test_public.py", "test_hidden.py")
#: The key of ``expect`` that stands for every check not named.
OTHERS: Final = "*"

StartMethod = Literal["fork", "forkserver", "spawn"]

_SLUG = re.compile(r"[a-z][a-z0-9_]*")
_TOPIC = re.compile(r"[a-z0-9][a-z0-9_]*")
_DIAGNOSIS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CHECK = re.compile(r"test_(public|hidden)::test_\w+(\[.+\])?")
_AT = re.compile(r" - at (?:key in )?`\$\.?(?P<key>.*)`$")
_FIELD = re.compile(r"field `(?P<key>[^`]*)`")


class Expectation(msgspec.Struct, frozen=True):
    """What one check must say about a rejected answer."""

    verdict: Verdict
    diagnosis: str | None = None

    @classmethod
    def parse(cls, text: str) -> Expectation:
        """Read ``VERDICT`` or ``VERDICT diagnosis``; ValueError with one sentence if it is neither."""
        words = text.split()
        if len(words) not in (1, 2):
            raise ValueError(f"{text!r} is not a verdict, or a verdict and a diagnosis")
        try:
            verdict = Verdict(words[0])
        except ValueError:
            raise ValueError(f"{words[0]!r} is not a verdict; they are {', '.join(Verdict)}") from None
        diagnosis = words[1] if len(words) == 2 else None
        if diagnosis is not None and not is_diagnosis_id(diagnosis):
            raise ValueError(f"{diagnosis!r} is not a diagnosis: lower-case words joined by hyphens")
        if diagnosis is not None and verdict is Verdict.PASSED:
            raise ValueError("a check that passes has no diagnosis")
        return cls(verdict, diagnosis)


class Accepted(msgspec.Struct, frozen=True):
    """A right answer that every check must accept."""

    name: str
    about: str
    path: Path


class Rejected(msgspec.Struct, frozen=True):
    """A wrong answer and what each check must say about it."""

    name: str
    about: str
    path: Path
    expect: dict[str, Expectation]
    """Check id without the slug (or ``*``) to what is expected."""
    luck: tuple[str, ...] = ()
    """Checks (or ``*``) whose verdict hangs on how this answer's processes are scheduled."""

    def expected(self, check_id: str) -> Expectation | None:
        """Return what the check must say, or None if that is a matter of luck.

        ``check_id`` may stand with or without its slug.
        """
        stem, separator, test = check_id.partition("::")
        short = stem.rpartition("/")[2] + separator + test
        if short in self.expect:
            return self.expect[short]
        if short in self.luck or OTHERS in self.luck:
            return None
        return self.expect.get(OTHERS, Expectation(Verdict.PASSED))


class Exercise(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise. The paths say where things belong."""

    slug: str
    topic: str
    title: str
    points: float
    """The sum of the points of its checks."""
    points_when_graded: float | None = None
    """In a release, whose checks are the public ones: the points of all checks."""
    functions: tuple[str, ...]
    """The functions that the contract names."""
    start_methods: tuple[StartMethod, ...]
    hints: tuple[str, ...]
    why: str = ""
    """Why a right answer is as it is, in one paragraph: read by who has found one."""
    limits: Limits
    order: int
    """Place within the topic."""
    suite: Path
    """The folder of exercise.toml."""
    suite_files: tuple[Path, ...]
    solution: Path
    stub: Path
    accepted: tuple[Accepted, ...]
    rejected: tuple[Rejected, ...]
    catalogue: Path = Path()
    """The folder of misconceptions that its course adds."""
    fault: str = ""
    """What is wrong with its exercise.toml, if anything: the rest is then unknown, and nobody is graded."""

    @property
    def diagnoses(self) -> frozenset[str]:
        """Every diagnosis that a rejected answer is expected to get."""
        expectations = (e for rejected in self.rejected for e in rejected.expect.values())
        return frozenset(e.diagnosis for e in expectations if e.diagnosis is not None)


class _AcceptedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    about: str


class _RejectedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    about: str
    expect: dict[str, str]
    luck: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    slug: str
    topic: str
    title: str
    points: float
    points_when_graded: float | None = None
    functions: tuple[str, ...]
    start_methods: tuple[StartMethod, ...]
    hints: tuple[str, ...]
    why: str = ""
    order: int = 0
    limits: Limits = Limits()
    accepted: tuple[_AcceptedEntry, ...] = ()
    rejected: tuple[_RejectedEntry, ...] = ()


def is_diagnosis_id(text: str) -> bool:
    """Whether the text has the form of a diagnosis: lower-case words joined by hyphens."""
    return _DIAGNOSIS.fullmatch(text) is not None


def is_slug(text: str) -> bool:
    """Whether the text can be an exercise's name, which is also a module's."""
    return _SLUG.fullmatch(text) is not None


def is_topic(text: str) -> bool:
    """Whether the text can be a topic's name, which is also a folder's."""
    return _TOPIC.fullmatch(text) is not None


def read_toml(path: Path) -> dict[str, object]:
    """Return the decoded file; AuthoringError naming it if it cannot be read or is not TOML."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise AuthoringError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise AuthoringError(f"{path}: is not UTF-8 at byte {error.start}", "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise AuthoringError(f"{path}: is not TOML: {error}") from error


def mistake(path: Path, key: str, what: str) -> AuthoringError:
    """Return (not raise) the error for one key of one file."""
    return AuthoringError(f"{path}: key `{key}`: {what}", f"Correct `{key}` in {path}.")


def misfit(path: Path, error: msgspec.ValidationError, prefix: str = "") -> AuthoringError:
    """Turn msgspec's complaint into one that names the file and the key."""
    text = str(error)
    at, field = _AT.search(text), _FIELD.search(text)
    parts = [prefix, at["key"] if at else "", field["key"] if field else ""]
    what = text[: at.start()] if at else text
    return mistake(path, ".".join(part for part in parts if part) or "(the whole file)", what)


def load_exercise(file: Path, solutions: Path, exercises: Path, catalogue: Path = Path()) -> Exercise:
    """Load one exercise.toml; the course has solutions, stubs and a catalogue in these folders."""
    try:
        entry = msgspec.convert(read_toml(file), _File)
    except msgspec.ValidationError as error:
        raise misfit(file, error) from error
    _check(file, entry)
    suite = file.parent
    return Exercise(
        slug=entry.slug,
        topic=entry.topic,
        title=entry.title,
        points=entry.points,
        points_when_graded=entry.points_when_graded,
        functions=entry.functions,
        start_methods=entry.start_methods,
        hints=entry.hints,
        why=" ".join(entry.why.split()),
        limits=entry.limits,
        order=entry.order,
        suite=suite,
        suite_files=tuple(suite / name for name in SUITE_FILES if (suite / name).is_file()),
        solution=solutions / entry.topic / f"{entry.slug}.py",
        stub=exercises / entry.topic / f"{entry.slug}.py",
        accepted=tuple(_accepted(file, a) for a in entry.accepted),
        rejected=tuple(_rejected(file, r) for r in entry.rejected),
        catalogue=catalogue,
    )


def _check(file: Path, entry: _File) -> None:
    _check_names(file, entry)
    if not math.isfinite(entry.points) or entry.points <= 0:
        raise mistake(file, "points", "expected a number above 0")
    if not entry.title.strip():
        raise mistake(file, "title", "is empty")
    if not entry.start_methods or len(set(entry.start_methods)) < len(entry.start_methods):
        raise mistake(file, "start_methods", "expected at least one start method, each once")
    if len(entry.hints) < 2 or not all(hint.strip() for hint in entry.hints):
        raise mistake(file, "hints", "expected at least two hints, none empty")
    for name in Limits.__struct_fields__:
        number = getattr(entry.limits, name)
        if not math.isfinite(number) or number <= 0:
            raise mistake(file, f"limits.{name}", "expected a number above 0")


def _check_names(file: Path, entry: _File) -> None:
    if not is_slug(entry.slug) or entry.slug != file.parent.name:
        raise mistake(file, "slug", f"expected the folder's name, {file.parent.name!r}, got {entry.slug!r}")
    if not is_topic(entry.topic):
        raise mistake(file, "topic", f"expected a name such as 01_fork, got {entry.topic!r}")
    functions = entry.functions
    if not functions or len(set(functions)) < len(functions) or not all(f.isidentifier() for f in functions):
        raise mistake(file, "functions", "expected at least one function name, each once")
    _check_answers(file, "accepted", [(answer.name, answer.about) for answer in entry.accepted])
    _check_answers(file, "rejected", [(answer.name, answer.about) for answer in entry.rejected])


def _check_answers(file: Path, kind: str, answers: list[tuple[str, str]]) -> None:
    names = [name for name, _ in answers]
    for name, about in answers:
        if not _SLUG.fullmatch(name):
            raise mistake(file, f"{kind}.name", f"{name!r} is not a file's name without its ending")
        if names.count(name) > 1:
            raise mistake(file, f"{kind}.name", f"{name!r} stands there twice")
        if not about.strip():
            raise mistake(file, f'{kind} "{name}".about', "is empty")


def _accepted(file: Path, entry: _AcceptedEntry) -> Accepted:
    return Accepted(entry.name, entry.about, file.parent / "accepted" / f"{entry.name}.py")


def _rejected(file: Path, entry: _RejectedEntry) -> Rejected:
    expect: dict[str, Expectation] = {}
    for check, text in entry.expect.items():
        key = f'rejected "{entry.name}".expect."{check}"'
        if check != OTHERS and not _CHECK.fullmatch(check):
            raise mistake(file, key, 'expected "*" or a check such as test_hidden::test_codes')
        try:
            expect[check] = Expectation.parse(text)
        except ValueError as error:
            raise mistake(file, key, str(error)) from error
    if all(expectation.verdict is Verdict.PASSED for expectation in expect.values()):
        raise mistake(file, f'rejected "{entry.name}".expect', "at least one check must reject this answer")
    for check in entry.luck:
        key = f'rejected "{entry.name}".luck'
        if check != OTHERS and not _CHECK.fullmatch(check):
            raise mistake(file, key, 'expected "*" or a check such as test_hidden::test_codes')
        if check in expect:
            raise mistake(file, key, f"{check!r} stands under expect as well")
    path = file.parent / "rejected" / f"{entry.name}.py"
    return Rejected(entry.name, entry.about, path, expect, entry.luck)
