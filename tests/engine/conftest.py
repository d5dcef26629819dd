"""A small repository of exercises in a temporary folder, and grading with it."""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.box.plan import BoxPlan
from grader.exercise import load_exercise
from grader.judge import Listener, Options, Submission, grade
from grader.scoring import CheckResult, Report

HEAD = '''\
"""A suite."""

from __future__ import annotations

from typing import Any

from grader.runner.stage import meet, observe, signal_for, wait_for
from grader.testing import Submission, check, expect, fail, in_box, scenario


'''
EXERCISE = """\
slug = "{slug}"
topic = "01_fork"
title = "An exercise"
points = 10
functions = ["f"]
start_methods = ["fork"]
hints = ["One?", "Two?"]

[limits]
wall_seconds = {wall}
"""

Repository = Callable[..., Path]
Grade = Callable[..., Report]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Write an exercise with suites of the given texts (``test_public=...``); the repository's root."""

    def write(slug: str = "one", wall: float = 10.0, head: str = HEAD, more: str = "", **suites: str) -> Path:
        root = tmp_path / "repository"
        folder = root / "grader" / "suites" / slug
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "exercise.toml").write_text(EXERCISE.format(slug=slug, wall=wall) + more, "utf-8")
        for name, text in suites.items():
            (folder / f"{name}.py").write_text(head + textwrap.dedent(text), "utf-8")
        return root

    return write


@pytest.fixture
def grading(rung: str, plan: BoxPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grade:
    """Grade sources with the exercise ``slug`` of a repository; all files of the run are below tmp_path."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    def run(
        root: Path,
        *sources: str,
        slugs: Sequence[str] = (),
        refusals: Sequence[str] = (),
        listener: Listener | None = None,
        jobs: int = 1,
        seed: int = 1,
    ) -> Report:
        submissions = []
        for number, source in enumerate(sources):
            slug = slugs[number] if slugs else "one"
            exercise = load_exercise(root / "grader" / "suites" / slug / "exercise.toml", root)
            refusal = refusals[number] if refusals else ""
            text = textwrap.dedent(source).encode()
            submissions.append(Submission(exercise, f"{number}.py", text, refusal))
        try:
            return grade(submissions, Options(jobs=jobs, seed=seed, rung=rung), listener)
        finally:
            assert list(folder.iterdir()) == []

    return run


@pytest.fixture
def verdicts() -> Callable[[Report], dict[str, str]]:
    """Name of each check of the first submission, and its verdict."""
    return lambda report: {name(check): check.verdict.value for check in report.exercises[0].checks}


def name(check: CheckResult) -> str:
    """The name of the test function."""
    return check.id.partition("::test_")[2]
