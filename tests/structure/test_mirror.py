"""Tests of a package are in the folder of its name; tests of a module of ``grader`` itself, in ``tests``."""

from __future__ import annotations

from pathlib import Path

import pytest

import grader

GRADER = Path(grader.__file__).parent
TESTS = Path(__file__).parents[1]
#: Folders of tests that mirror no package, and why.
OTHERS = {
    "attacks": "hostile submissions against the whole of it",
    "docs": "the pages",
    "structure": "what holds for every package: layers, sizes, no sentences, ends with the parent",
}
#: As for packages: a folder has at most so many test modules. Those below have more, and may not grow.
MOST_MODULES = 12
FILES = sorted(TESTS.rglob("test_*.py"))
OURS = [path for path in FILES if "suite" not in path.relative_to(TESTS).parts]


def named(path: Path) -> str:
    """The folder of a test module below ``tests``; empty for ``tests`` itself."""
    folder = path.parent.relative_to(TESTS).as_posix()
    return "" if folder == "." else folder


@pytest.mark.parametrize("folder", sorted({named(path) for path in OURS} - OTHERS.keys()))
def test_a_folder_of_tests_mirrors_a_package(folder: str) -> None:
    assert [*GRADER.joinpath(folder).glob("*.py"), *GRADER.joinpath(folder).glob("*/exercise.toml")]


def test_a_folder_of_tests_is_seen_at_a_glance() -> None:
    folders = [named(path) for path in OURS]
    assert {name for name in folders if folders.count(name) > MOST_MODULES} == set()


def test_a_module_of_tests_has_a_name_of_its_own() -> None:
    stems = [path.stem for path in OURS]
    assert sorted({name for name in stems if stems.count(name) > 1}) == []
