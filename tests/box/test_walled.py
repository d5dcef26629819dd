"""Which walls a box on ``uid`` gets: where its files lie decides what its user must be able to read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.box import walled
from grader.errors import SetupError


@pytest.fixture
def box_package() -> Iterator[Path]:
    """A folder for the box's package that everybody can come to."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        place = Path(name) / "place" / "here" / "package"
        place.mkdir(parents=True)
        yield place


@pytest.mark.parametrize("private", [False, True])
def test_an_island_in_a_private_folder_can_be_read(
    box_package: Path, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    """With a Python that everybody can run, the grader's temporary folder may still be root's alone."""
    if os.geteuid() != 0:
        pytest.skip("the isolation level is root's")
    monkeypatch.setattr(walled, "base_python", lambda: "/bin/sh")
    box_package.parents[1].chmod(0o700 if private else 0o755)
    try:
        plan = walled.plan(box_package, "uid")
    except SetupError as error:
        pytest.skip(error.sentence)
    assert plan.read_all == private
