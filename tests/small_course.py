"""A small course in a temporary folder, independent of the real exercises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.bank import Bank, load_bank

Register = Callable[..., Path]

EXERCISE = """\
slug = "{slug}"
topic = "{topic}"
title = "One call, two returns"
points = 5
functions = ["{slug}"]
start_methods = ["fork"]
hints = ["Who returns?", "Who waits?"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a course."""
    folder = tmp_path / "repository"
    (folder / "suites").mkdir(parents=True)
    (folder / "course.toml").write_text('name = "tried"\nformat_version = 1\n')
    return folder


@pytest.fixture
def register(root: Path) -> Register:
    """Write an exercise.toml; ``replace`` maps text of it to other text, ``add`` is appended."""

    def write(
        slug: str = "fork_report",
        topic: str = "01_fork",
        replace: dict[str, str] | None = None,
        add: str = "",
    ) -> Path:
        text = EXERCISE.format(slug=slug, topic=topic) + add
        for old, new in (replace or {}).items():
            assert old in text
            text = text.replace(old, new)
        file = root / "suites" / slug / "exercise.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    return write


@pytest.fixture
def bank(root: Path, register: Register) -> Bank:
    """Three exercises in two topics."""
    register("fork_report", "01_fork")
    register("run_isolated", "01_fork", add="order = 1\n")
    register("run_all", "03_pool")
    return load_bank(root)
