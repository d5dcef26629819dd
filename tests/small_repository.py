"""A small repository of exercises in a temporary folder, and grading with it; a CPU that others hold."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from grader.box.plan import BoxPlan
from grader.exercise import load_exercise
from grader.judge import Listener, Options, SubmittedFile, grade
from grader.report import ExerciseReport, Report

HEAD = '''\
"""A suite."""

from __future__ import annotations

from typing import Any

from grader.scenario import meet, observe, signal_for, wait_for
from grader.testing import Submission, check, expect, fail, in_box, scenario


'''
EXERCISE = """\
slug = "{slug}"
topic = "01_fork"
title = "An exercise"
points = 10
functions = ["f"]
start_methods = ["fork", "forkserver", "spawn"]
hints = ["One?", "Two?"]

[limits]
wall_seconds = {wall}
"""

Repository = Callable[..., Path]
Grade = Callable[..., Report]


def write_exercise(
    root: Path, slug: str = "one", wall: float = 10.0, head: str = HEAD, more: str = "", **suites: str
) -> Path:
    """Write an exercise with suites of the given texts (``test_public=...``); the repository's root."""
    folder = root / "grader" / "suites" / slug
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "exercise.toml").write_text(EXERCISE.format(slug=slug, wall=wall) + more, "utf-8")
    for name, text in suites.items():
        (folder / f"{name}.py").write_text(head + textwrap.dedent(text), "utf-8")
    return root


def grade_sources(
    root: Path,
    isolation: str,
    sources: Sequence[str],
    slugs: Sequence[str] = (),
    refusals: Sequence[str] = (),
    listener: Listener | None = None,
    jobs: int = 2,
    seed: int = 1,
    handed_in: bool = True,
    schedule: str = "",
) -> Report:
    """Grade sources with exercises of a repository; the run's files are beside it, and must be gone."""
    submissions = []
    for number, source in enumerate(sources):
        slug = slugs[number] if slugs else "one"
        exercise = load_exercise(
            root / "grader" / "suites" / slug / "exercise.toml", root / "solutions", root / "exercises"
        )
        refusal = refusals[number] if refusals else ""
        data = textwrap.dedent(source).encode()
        submissions.append(SubmittedFile(exercise, f"{number}.py", data, refusal, handed_in))
    folder = root / "runs"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        try:
            return grade(
                submissions, Options(jobs=jobs, seed=seed, isolation=isolation, schedule=schedule), listener
            )
        finally:
            assert list(folder.iterdir()) == []


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """:func:`write_exercise` in a folder of the test."""
    return functools.partial(write_exercise, tmp_path / "repository")


@pytest.fixture
def grading(plan_of: Callable[[str], BoxPlan]) -> Grade:
    """:func:`grade_sources` where the isolation level does not matter."""
    plan_of("none")
    return lambda root, *sources, **more: grade_sources(root, "none", sources, **more)


@pytest.fixture
def grading_boxed(isolation: str, plan: BoxPlan) -> Grade:
    """:func:`grade_sources` at every level."""
    return lambda root, *sources, **more: grade_sources(root, isolation, sources, **more)


@pytest.fixture(scope="session")
def batch(
    isolation: str, plan: BoxPlan, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., list[ExerciseReport]]:
    """Grade many sources in one run, once for all tests that look at a part of it."""
    done: dict[str, list[ExerciseReport]] = {}

    def run(name: str, suite: str, sources: Sequence[str], wall: float) -> list[ExerciseReport]:
        if name not in done:
            root = write_exercise(tmp_path_factory.mktemp(name), wall=wall, test_public=suite)
            done[name] = grade_sources(root, isolation, sources).exercises
        return done[name]

    return run


@pytest.fixture
def held() -> Iterator[int]:
    """A CPU that seven busy processes hold."""
    cpu = min(os.sched_getaffinity(0))
    code = f"import os; os.sched_setaffinity(0, [{cpu}])\nwhile True: pass"
    busy = [
        subprocess.Popen([sys.executable, "-I", "-S", "-c", code], start_new_session=True) for _ in range(7)
    ]
    try:
        yield cpu
    finally:
        for process in busy:
            process.kill()
            process.wait()
