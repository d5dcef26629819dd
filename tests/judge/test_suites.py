"""A faulty suite is an author's mistake, told as one, and no submission is judged with it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.box.plan import build_box_package
from grader.errors import AuthoringError, GraderError
from grader.judge import Options, SubmittedFile, grade
from grader.report import Report

Repository = Callable[..., Path]
Grade = Callable[..., Report]
RIGHT = "def f():\n    return 1\n"

FAULTY = {
    "no docstring": ("@check(points=1)\ndef test_x(submission: Submission) -> None:\n    pass\n", "test_x"),
    "an empty docstring": (
        "@check(points=1)\ndef test_x(submission: Submission) -> None:\n    '  '\n",
        "test_x",
    ),
    "no @check": ("def test_x(submission: Submission) -> None:\n    'It works.'\n", "test_x"),
    "a syntax error": ("def test_x(:\n", r"one/test_public\.py:11: .*SyntaxError"),
    "an exception at import": ("\n1 / 0\n", r"one/test_public\.py:12: .*ZeroDivisionError: division"),
    "an import that fails": ("import no_such_module_xyz\n", r"one/test_public\.py:11: .*no_such_module_xyz"),
    "points below zero": (
        "@check(points=-1)\ndef test_x(submission: Submission) -> None:\n    'It works.'\n",
        "points=-1",
    ),
    "points that are no number": (
        "@check(points='1')\ndef test_x(submission: Submission) -> None:\n    'It works.'\n",
        "points='1'",
    ),
    "a fixture that is not there": (
        "@check(points=1)\ndef test_x(submission: Submission, nonsense: int) -> None:\n    'It works.'\n",
        "nonsense",
    ),
    "a need that is not there": (
        "@check(points=1, needs=('test_y',))\ndef test_x(submission: Submission) -> None:\n    'It works.'\n",
        "test_y",
    ),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_suite(repository: Repository, grading: Grade, fault: str) -> None:
    text, named = FAULTY[fault]
    with pytest.raises(AuthoringError, match=named):
        grading(repository(test_public=text), RIGHT)


@pytest.mark.parametrize("fault", ["no @check", "a syntax error"])
def test_a_faulty_hidden_suite_beside_a_good_one(repository: Repository, grading: Grade, fault: str) -> None:
    good = "@check(points=1)\ndef test_a(submission: Submission) -> None:\n    'It works.'\n"
    with pytest.raises(AuthoringError):
        grading(repository(test_public=good, test_hidden=FAULTY[fault][0]), RIGHT)


@pytest.mark.parametrize("suites", [{}, {"test_public": ""}], ids=["no suite", "an empty suite"])
def test_an_exercise_without_checks(
    repository: Repository,
    grading: Grade,
    suites: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    trace = elsewhere / "trace"
    (elsewhere / "test_stranger.py").write_text(f"open({str(trace)!r}, 'w').close()\n")
    monkeypatch.chdir(elsewhere)
    with pytest.raises(AuthoringError):
        grading(repository(**suites), RIGHT)
    assert not trace.exists()


def test_tests_of_the_current_folder_are_never_loaded(
    repository: Repository, grading: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in (
        "conftest.py",
        "test_stranger.py",
        "pytest.ini",
        "sitecustomize.py",
        "grader.py",
        "msgspec.py",
    ):
        (elsewhere / name).write_text("raise SystemExit('loaded')\n")
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.setenv("PYTHONSTARTUP", str(elsewhere / "conftest.py"))
    good = "@check(points=1)\ndef test_a(submission: Submission) -> None:\n    'It works.'\n"
    root = repository(test_public=good)
    (root / "grader" / "suites" / "one" / "conftest.py").write_text("raise SystemExit('loaded')\n")
    assert grading(root, RIGHT).points == 1


class Interrupt:
    """A listener at whom somebody presses Ctrl-C."""

    def settled(self, settled: object) -> None:
        """Nothing."""

    def check_done(self, index: int, result: object) -> None:
        raise KeyboardInterrupt

    def silent(self) -> None:
        pass

    def submission_done(self, index: int, report: object) -> None:
        raise KeyboardInterrupt


def test_an_interrupt_while_grading_leaves_nothing(repository: Repository, grading: Grade) -> None:
    good = "@check(points=1)\ndef test_a(submission: Submission) -> None:\n    'It works.'\n"
    with pytest.raises(KeyboardInterrupt):
        grading(repository(test_public=good), RIGHT, RIGHT, listener=Interrupt())


class Swallows:
    """Python ignores what is raised here, a Ctrl-C included."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_that_python_swallows_ends_the_run(
    repository: Repository, grading: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = "@check(points=1)\ndef test_a(submission: Submission) -> None:\n    'It works.'\n"
    root = repository(test_public=good)
    swallowed: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: swallowed.append(told.exc_type))

    def build(folder: Path) -> Path:
        Swallows()
        return build_box_package(folder)

    monkeypatch.setattr("grader.judge.run.build_box_package", build)
    with pytest.raises(KeyboardInterrupt):
        grading(root, RIGHT)
    assert swallowed == [KeyboardInterrupt]


@pytest.fixture
def broken_interpreter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    yield


@pytest.mark.usefixtures("broken_interpreter")
def test_a_session_that_ends_at_once_is_an_error_of_ours(repository: Repository, grading: Grade) -> None:
    good = "@check(points=1)\ndef test_a(submission: Submission) -> None:\n    'It works.'\n"
    with pytest.raises(GraderError):
        grading(repository(test_public=good), RIGHT)


def test_options_are_plain_values() -> None:
    assert Options(jobs=1, seed=2).isolation == "auto"
    assert SubmittedFile.__struct_fields__ == (
        "exercise",
        "path",
        "source",
        "refusal",
        "handed_in",
        "untouched",
    )
    assert callable(grade)
