from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_judge
import pytest
from click.testing import CliRunner, Result

import grader.bank
import grader.judge
from grader.cli.app import app


class Calls:
    """What the fake judge was asked."""

    def __init__(self) -> None:
        self.submissions: list[Any] = []
        self.options: Any = None


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Calls:
    seen = Calls()

    def grade(submissions: Any, options: Any, listener: Any = None) -> Any:
        seen.submissions, seen.options = list(submissions), options
        return fake_judge.grade(submissions, options, listener)

    monkeypatch.setattr(grader.judge, "grade", grade)
    monkeypatch.setattr(grader.bank, "load_bank", lambda: fake_judge.bank(tmp_path))
    monkeypatch.setattr(grader.bank, "load_catalogue", fake_judge.catalogue)
    return seen


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with three exercises: one right, one wrong, one stub. It is the current one."""
    for slug, text in (
        ("01_fork/fork_report", "x = 1\n"),
        ("01_fork/run_isolated", "# wrong\n"),
        ("03_pool/run_all", "raise NotImplementedError\n"),
    ):
        file = tmp_path / "exercises" / f"{slug}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def grade(calls: Calls, folder: Path) -> Callable[..., Result]:
    """Run ``grade ARGS...`` with the fake judge; stdout and stderr apart."""

    def run(*args: str, catch: bool = False) -> Result:
        return CliRunner().invoke(app, list(args), catch_exceptions=catch)

    return run
