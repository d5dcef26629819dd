"""The wheel for those who teach and for those who learn alone: everything, and the same bytes every time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from releases import ROOT

LITTER = (
    "bank.py~",
    ".bank.py",
    "#bank.py#",
    "bank.py.orig",
    ".idea/x.py",
    "__pycache__/bank.cpython-311.pyc",
)


SOLUTIONS = sorted((ROOT / "solutions").rglob("*.py"))


def built(source: Path, out: Path) -> Path:
    """Build the wheel of a clone, as pip does."""
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    done = subprocess.run(line, cwd=source, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = out.glob("*.whl")
    return wheel


def test_a_clean_wheel(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "grader", clone / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "constraints.txt"):
        shutil.copy(ROOT / name, clone / name)
    first = built(clone, tmp_path / "first")
    for name in LITTER:
        (clone / "grader" / name).parent.mkdir(exist_ok=True)
        (clone / "grader" / name).write_text("x = 1\n")
    for path in clone.rglob("*.py"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    second = built(clone, tmp_path / "second")
    assert zipfile.ZipFile(first).namelist() == zipfile.ZipFile(second).namelist()
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as wheel:
        names = set(wheel.namelist())
    slugs = [path.parent.name for path in ROOT.glob("grader/suites/*/exercise.toml")]
    assert {f"grader/suites/{slug}/test_hidden.py" for slug in slugs} <= names
    assert {
        "grader/data/diagnoses/fork.toml",
        "grader/data/course.toml",
        "grader/data/pyproject.toml",
    } <= names
    assert {f"grader/data/solutions/{path.relative_to(ROOT / 'solutions')}" for path in SOLUTIONS} <= names
    assert "grader/data/exercises/01_fork/README.md" in names
    assert not [name for name in names if name.startswith("grader/data/exercises") and name.endswith(".py")]
    assert not [name for name in names if name.startswith(("exercises", "solutions", "tests"))]
