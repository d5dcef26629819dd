"""The notes of a release are the changelog's section; a wrong tag is refused; two builds are the same."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from releases import ROOT

CHANGELOG = """\
# Changelog

## [0.2.0] - 2026-12-01

### Added

- One.

## [0.1.0] - Unreleased

### Fixed

- Two.

## [0.0.1] - 2026-01-01

[0.2.0]: https://example.org
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notes", ROOT / ".ci" / "notes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_section_is_found(script: ModuleType) -> None:
    assert script.section(CHANGELOG, "0.2.0") == ("2026-12-01", "### Added\n\n- One.")
    assert script.notes("tag", "v0.2.0", CHANGELOG, "0.2.0") == "### Added\n\n- One.\n"
    assert script.notes("branch", "main", CHANGELOG, "0.1.0") == "### Fixed\n\n- Two.\n"


@pytest.mark.parametrize(
    ("name", "own", "why"),
    [
        ("v0.3.0", "0.2.0", "The tag is v0.3.0, and the package has version 0.2.0"),
        ("v0.1.0", "0.1.0", "has no date: Unreleased"),
        ("v0.3.0", "0.3.0", "has no section 0.3.0"),
        ("v0.0.1", "0.0.1", "is empty"),
    ],
)
def test_what_may_not_be_released_is_refused(script: ModuleType, name: str, own: str, why: str) -> None:
    with pytest.raises(LookupError, match=why):
        script.notes("tag", name, CHANGELOG, own)


def test_our_own_changelog_has_the_section(script: ModuleType) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "notes.py"), "branch", "main"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("### Added\n")


def test_two_builds_are_equal_byte_by_byte(tmp_path: Path) -> None:
    """Two folders, other times and another umask: the same sdist and, from it, the same wheel."""
    pytest.importorskip("hatchling")
    out = []
    for name, umask in (("one", 0o022), ("two", 0o077)):
        clone = tmp_path / name
        clone.mkdir()
        for folder in ("grader", "solutions", "exercises"):
            shutil.copytree(ROOT / folder, clone / folder, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "README.md", "LICENSE", "constraints.txt"):
            shutil.copy(ROOT / file, clone / file)
        for number, path in enumerate(sorted(clone.rglob("*"))):
            os.utime(path, (1_700_000_000 + number * len(name) + umask, 1_700_000_000 + umask))
        line = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path / f"dist-{name}")]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
        done = subprocess.run(
            line, cwd=clone, env=environment, umask=umask, capture_output=True, text=True, timeout=100
        )
        assert done.returncode == 0, done.stderr
        out.append({path.name: path.read_bytes() for path in (tmp_path / f"dist-{name}").iterdir()})
    assert sorted(map(len, map(str, out[0]))) and out[0].keys() == out[1].keys() and len(out[0]) == 2
    for name, data in out[0].items():
        assert data == out[1][name], name


def test_the_workflow_publishes_what_was_tried() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    for part in (
        "id-token: write",
        "attest-build-provenance",
        "attestations: true",
        "needs: [build, try]",
        ".ci/notes.py",
    ):
        assert part in text
    assert "password" not in text and "secrets." not in text
