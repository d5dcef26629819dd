"""Every sentence that the command line says to those who write exercises."""

from __future__ import annotations

from typing import Final

RECORDED: Final = "Every answer is in exercise.toml with what it got. Read that before you commit it."
DRAFT: Final = "The draft holds: stub, solution and accepted answers get their verdicts."
GOOD: Final = "Every exercise is complete and every answer gets its verdict."
STUBS_CURRENT: Final = "Every stub is the one that its solution gives."
STUBS_STALE: Final = "Some stubs are not what their solutions give."
STUBS_FIX: Final = "Type grade author stubs to write them again."

#: Why a part of a plain pytest file cannot move into a course.
ASYNC: Final = "it is async; call asyncio.run in a plain function"
MOCKED: Final = "arguments of mock.patch are not there; use the fixture monkeypatch"
INDIRECT: Final = "`indirect` is not there; give the fixture `params`"
RELATIVE: Final = "a relative import finds nothing: in the box the file stands alone"
SEARCH: Final = "the box finds the submission without sys.path"
ITS_FOLDER: Final = "it looks at its own folder (__file__), which is not in the box"


def file_written(path: str) -> str:
    """Say that a file has been written."""
    return f"written: {path}"


def what_next(slug: str) -> str:
    """Say what to type after a new exercise."""
    check, record = f"grade author check {slug}", f"grade author record {slug}"
    return f"It is complete: {check}\nChange it, then write down what your answers get: {record}"


def not_named(path: str, registration: str) -> str:
    """Say that a file of a suite is not registered."""
    return f"{path} is not named in {registration}"


def is_missing(where: str, path: str) -> str:
    """Say that a registered file is not there."""
    return f"{where}: {path} is missing"


def stub_written(name: str) -> str:
    """Say that a stub has been written."""
    return f"written: exercises/{name}"


def stub_differs(name: str) -> str:
    """Say that a stub is not the one that its solution gives."""
    return f"differs: exercises/{name}"


def text_missing(slug: str, name: str) -> str:
    """Say that nobody has read yet what a rejected answer is told."""
    return f"{slug} rejected/{name}: its text is not there; --write writes it, then read it"


def text_differs(slug: str, name: str, was: str, now: str) -> str:
    """Say that a learner reads something else than what was committed."""
    return f"{slug} rejected/{name}: the text has changed; {was.strip()!r} is now {now.strip()!r}"


def after_import(slug: str) -> str:
    """Say what to type after an import."""
    return f"Try it: grade author check {slug} --tier draft"


def test_stays(file: str, line: int, why: str, test: str) -> str:
    """Say that a test was left out."""
    return f"{file}:{line}: {test} was left out: {why}."


def hook(file: str, line: int, name: str) -> str:
    """Say that a hook of conftest.py was left out."""
    return f"{file}:{line}: {name} was left out: no pytest of yours runs here."


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


def no_docstring(file: str, line: int, name: str) -> str:
    """Say that a contract is missing."""
    return f"{file}:{line}: {name} has no docstring; a placeholder stands there. Write the contract."


def sibling(file: str, line: int, name: str) -> str:
    """Say that the solution needs what a submission cannot have."""
    return f"{file}:{line}: the solution imports {name}; a submission has the standard library only."


def statement(file: str, line: int, why: str) -> str:
    """Say that a statement beside the tests was left out."""
    return f"{file}:{line}: this statement was left out: {why}."


def not_a_number(file: str, line: int, test: str) -> str:
    """Say that points are no number."""
    return f"{file}:{line}: the points of {test} are no number; it gets what the others get."


def made_public(file: str, line: int, test: str) -> str:
    """Say which test students see where none is marked."""
    return f"{file}:{line}: no test is marked public, so {test} is the public one."


def no_name(name: str, what: str, example: str) -> tuple[str, str]:
    """Say that an exercise, a topic or a function cannot have this name."""
    return f"{name} is no name for {what}.", f"Use a name such as {example}."


def no_slug(name: str) -> tuple[str, str]:
    """Say that no exercise can be called like a module."""
    return f"{name} is no name for an exercise.", "Rename it, for example to ping_pong."


def there_already(slug: str) -> tuple[str, str]:
    """Say that an import would overwrite an exercise."""
    return f"There is an exercise {slug} already.", "Remove it, or rename the module."


def not_there(path: str) -> tuple[str, str]:
    """Say that there is nothing to import."""
    return f"{path} is not there.", "Name a test file, or a folder with test files."


def no_test_files(path: str) -> tuple[str, str]:
    """Say that a folder has no tests."""
    return f"{path} has no test files.", "Their names are test_*.py or *_test.py."


def nothing_moves(path: str, why: str) -> str:
    """Say that no test of a file is left."""
    return f"{path} has no test that can move. {why}".strip()


def which_module(test: str, found: list[str]) -> tuple[str, str]:
    """Say that tests are about several modules, or about none."""
    what = " and ".join(found) or "no module that lies near it"
    return f"{test} imports {what}.", "Say which module is the solution: --solution FILE"


def too_few_points(total: float, part: float) -> tuple[str, str]:
    """Say that there are more tests than points can be shared among."""
    return f"{total:g} points leave less than {part:g} for each test that has no mark.", "Give more --points."
