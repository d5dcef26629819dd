"""The folder of a run: what a killed run could not remove is removed by the next one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from grader.judge.run_folder import PREFIX, run_folder

HOLD = """
import sys
from grader.judge.run_folder import run_folder
with run_folder() as folder:
    (folder / "package").mkdir()
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def hold() -> tuple[subprocess.Popen[str], Path]:
    """A process with a folder of its own that looks two minutes old."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    folder = Path(process.stdout.readline().strip())
    age(folder)
    return process, folder


def age(folder: Path) -> None:
    then = time.time() - 120
    os.utime(folder, (then, then))


def test_the_folder_of_a_killed_run_is_removed_by_the_next() -> None:
    process, folder = hold()
    process.kill()
    process.communicate()
    assert folder.is_dir()
    with run_folder():
        assert not folder.exists()


def test_the_folder_of_a_living_run_is_left_alone() -> None:
    process, folder = hold()
    try:
        with run_folder() as own:
            assert folder.is_dir()
            assert own.is_dir()
    finally:
        process.communicate("")
    assert not folder.exists()
    assert not own.exists()


def test_a_folder_that_is_just_being_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}new").mkdir()
    with run_folder():
        assert (tmp_path / f"{PREFIX}new").is_dir()


def test_links_and_files_of_others_are_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(precious)
    (tmp_path / f"{PREFIX}file").touch()
    then = time.time() - 120
    for path in (tmp_path / f"{PREFIX}link", tmp_path / f"{PREFIX}file"):
        os.utime(path, (then, then), follow_symlinks=False)
    with run_folder():
        assert precious.is_dir()
        assert (tmp_path / f"{PREFIX}file").is_file()


def test_the_folder_goes_on_an_error() -> None:
    with pytest.raises(ZeroDivisionError), run_folder() as folder:
        (folder / "deep" / "deeper").mkdir(parents=True)
        1 / 0  # noqa: B018
    assert not folder.exists()


def test_a_folder_without_any_right_is_removed_too() -> None:
    """As root nothing stops ``rm``; as an ordinary user (the tests of attacks) a mode of 0 does."""
    with run_folder() as folder:
        (folder / "a" / "b").mkdir(parents=True)
        (folder / "a" / "b" / "file").touch()
        for path in (folder / "a" / "b", folder / "a"):
            path.chmod(0)
    assert not folder.exists()
