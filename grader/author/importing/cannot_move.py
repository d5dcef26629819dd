"""Every sentence about what cannot move from a plain pytest file into a course: FILE:LINE, what, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from grader.author.static import shown

ASYNC: Final = "it is async; call asyncio.run in a plain function"
MOCKED: Final = "arguments of mock.patch are not there; use the fixture monkeypatch"
INDIRECT: Final = "`indirect` is not there; give the fixture `params`"
RELATIVE: Final = "a relative import finds nothing: in the box the file stands alone"
SEARCH: Final = "the box finds the submission without sys.path"
ITS_FOLDER: Final = "it looks at its own folder (__file__), which is not in the box"


def test_stays(file: Path, line: int, why: str, test: str) -> str:
    """Say that a test was left out."""
    return f"{shown(file)}:{line}: {test} was left out: {why}."


def hook(file: Path, line: int, name: str) -> str:
    """Say that a hook of conftest.py was left out."""
    return f"{shown(file)}:{line}: {name} was left out: no pytest of yours runs here."


def expected_to_fail(mark: str) -> str:
    """Say that a mark lets a test pass or not run."""
    return f"with the mark {mark} it need not pass, and a check has to"


def no_fixture(name: str) -> str:
    """Say that a fixture is not there."""
    return f"there is no fixture `{name}` in the file, in conftest.py or in the box"


def no_module(name: str) -> str:
    """Say that a module is not there."""
    return f"it needs the module {name}; the box has the standard library and the submission"


def not_offered(name: str) -> str:
    """Say that a part of pytest is not there."""
    return f"the box has no pytest.{name}"


def reads_file(name: str) -> str:
    """Say that a file is not there."""
    return f"it needs the file {name}, which is not in the box; write it into tmp_path"


def no_docstring(file: Path, line: int, name: str) -> str:
    """Say that a contract is missing."""
    return f"{shown(file)}:{line}: {name} has no docstring; a placeholder stands there. Write the contract."


def sibling(file: Path, line: int, name: str) -> str:
    """Say that the solution needs what a submission cannot have."""
    return f"{shown(file)}:{line}: the solution imports {name}; a submission has the standard library only."


def statement(file: Path, line: int, why: str) -> str:
    """Say that a statement beside the tests was left out."""
    return f"{shown(file)}:{line}: this statement was left out: {why}."


def not_a_number(file: Path, line: int, test: str) -> str:
    """Say that points are no number."""
    return f"{shown(file)}:{line}: the points of {test} are no number; it gets what the others get."


def made_public(file: Path, line: int, test: str) -> str:
    """Say which test students see where none is marked."""
    return f"{shown(file)}:{line}: no test is marked public, so {test} is the public one."
