"""grader.testing.extract: which lines of a suite travel into the box, and which never do."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import AuthoringError
from grader.testing import scenario
from grader.testing.extract import HEAD, Scene, module_text, modules

SUITE = '''\
"""Docstring with SECRET1."""

from __future__ import annotations

import os
from typing import (
    Any,
)

import pytest

import grader.testing as api
from grader.evidence import Kind
from grader.scenario import observe
from grader.testing import Submission, check, expect, in_box, scenario
from grader.verdict import Verdict

EXPECTED = ["SECRET2"]
LIMIT: int = 0x5EC3E7


@in_box
class Box:
    """Goes along."""

    value = 1


def own(answer: Any) -> str:
    return "SECRET4"


@in_box
def task(number: int) -> int:
    return number + Box.value


@scenario
def scene(student: Any, number: int) -> object:
    """Run in the box."""
    observe(number)
    return student.f(task(number))


@check(points=1)
def test_f(submission: Submission) -> None:
    """SECRET5."""
    expect(submission.play(scene, 1).value == EXPECTED, "SECRET6")


if __name__ == "__main__":
    print("SECRET7")
'''

Send = Callable[[str], str]


@pytest.fixture
def sent(tmp_path: Path) -> Send:
    """What is sent of a suite with this text."""

    def send(text: str) -> str:
        file = tmp_path / "test_hidden.py"
        file.write_text(text, "utf-8")
        return module_text(str(file))

    return send


def test_expected_values_and_checks_stay_home(sent: Send) -> None:
    text = sent(SUITE)
    assert "SECRET" not in text
    assert "0x5EC3E7" not in text
    assert "test_f" not in text


def test_scenarios_and_what_they_need_travel(sent: Send) -> None:
    tree = ast.parse(sent(SUITE))
    names = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assert names == {"Box", "task", "scene"}
    assert not any(
        node.decorator_list for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    )


def test_imports_of_the_judges_side_stay_home(sent: Send) -> None:
    text = sent(SUITE)
    assert "import os" in text
    assert "Any," in text
    assert "from grader.scenario import observe" in text
    for name in ("pytest", "grader.testing", "grader.evidence", "grader.verdict"):
        assert name not in text


def test_lines_keep_their_numbers(sent: Send) -> None:
    text = sent(SUITE).splitlines()
    assert text[0] == HEAD
    for number, line in enumerate(SUITE.splitlines()[1:], 1):
        assert text[number] in ("", line)
    assert text[SUITE.splitlines().index("def task(number: int) -> int:")] == "def task(number: int) -> int:"


def test_what_is_sent_runs_with_the_runners_modules_only(sent: Send) -> None:
    space: dict[str, object] = {"__name__": "scene"}
    exec(compile(sent(SUITE), "scene.py", "exec"), space)
    assert callable(space["scene"])
    assert "EXPECTED" not in space


@pytest.mark.parametrize("first", ["", "import os\n"])
def test_annotations_may_name_what_stays_home(first: str, sent: Send) -> None:
    text = "from grader.testing import Answer, in_box\n\n\n@in_box\ndef one(answer: Answer) -> Answer: ...\n"
    space: dict[str, object] = {}
    exec(compile(sent(first + text), "scene.py", "exec", dont_inherit=True), space)
    assert callable(space["one"])
    assert ("os" in space) == bool(first)


def test_other_decorators_travel(sent: Send) -> None:
    text = sent("import functools\n\n\n@in_box\n@functools.cache\ndef one() -> int:\n    return 1\n")
    space: dict[str, object] = {}
    exec(text, space)
    assert hasattr(space["one"], "cache_info")


def test_a_scenario_is_known_by_name_and_file() -> None:
    def play(student: object) -> object:
        return student

    assert scenario(play) == Scene("play", __file__)


def test_a_suite_that_does_not_parse_is_an_authors_mistake(sent: Send) -> None:
    with pytest.raises(AuthoringError, match=r"test_hidden\.py"):
        sent("def scene(:\n")


def test_a_second_statement_on_the_line_of_an_import_is_refused(sent: Send) -> None:
    with pytest.raises(AuthoringError, match=r"test_hidden\.py:1"):
        sent("import os; EXPECTED = 'SECRET'\n")


@pytest.mark.parametrize("separator", ["\u2028", "\x0c", "\x85", "\x1c"])
def test_odd_line_separators_in_a_string_do_not_move_lines(sent: Send, separator: str) -> None:
    head = f'ODD = "{separator}"\n\n\n'
    text = sent(head + "@in_box\ndef task() -> int:\n    return 1\n\n\nEXPECTED = 'SECRET'\n")
    assert "SECRET" not in text
    assert "return 1" in text


def test_a_mark_written_as_an_attribute_is_a_mark(sent: Send) -> None:
    text = sent("import grader.testing as api\n\n\n@api.in_box\ndef task() -> int:\n    return 1\n")
    assert "return 1" in text


SHARED = """\
from grader.scenario import observe
from grader.testing import in_box, scenario

SECRET = "SECRET8"


@in_box
def task(number: int) -> int:
    return number + 1


@scenario
def shared_scene(student: object) -> int:
    return task(1)


def right(number: int) -> str:
    return SECRET
"""
USES = """\
from grader.suites.one.scenes import (
    right,
    shared_scene,
    task,
)
from grader.testing import scenario


@scenario
def own_scene(student: object) -> int:
    return task(2)
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "scenes.py").write_text(SHARED)
    (tmp_path / "test_hidden.py").write_text(USES)
    (tmp_path / "test_public.py").write_text("import os\n")
    return tmp_path


def test_a_shared_module_travels_beside_the_scenario_that_uses_it(
    suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, texts = modules(str(suite / "test_hidden.py"))
    assert name == "scene" and list(texts) == ["scenes", "scene"]
    assert "SECRET" not in texts["scenes"] and "right" not in "".join(texts.values())
    box = suite / "box"
    box.mkdir()
    for file, text in texts.items():
        (box / f"{file}.py").write_text(text)
    monkeypatch.syspath_prepend(str(box))
    play = importlib.import_module("scene").own_scene
    for module in ("scene", "scenes"):
        monkeypatch.delitem(sys.modules, module)
    assert play(None) == 3


def test_a_scenario_of_the_shared_module_travels_in_it(suite: Path) -> None:
    name, texts = modules(str(suite / "scenes.py"))
    assert name == "scenes" and set(texts) == {"scenes"}


def test_a_suite_that_shares_nothing_sends_one_module(suite: Path) -> None:
    assert set(modules(str(suite / "test_public.py"))[1]) == {"scene"}
