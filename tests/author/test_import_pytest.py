"""A plain pytest file and its module become an exercise that is green at once."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.author.check import check_bank
from grader.author.importing.marked_solution import marked
from grader.author.importing.plain_import import Imported, Wanted, import_pytest
from grader.author.tiers import TIERS
from grader.bank import load_bank
from grader.classroom import assignment
from grader.course import located
from grader.errors import UsageError
from grader.judge import Options, SubmittedFile, grade
from grader.release import build
from grader.report import CheckResult
from grader.stub import derive_stub
from grader.testing.files.pytest_file import explained

MODULE = '''\
"""Small statistics."""

import math


def mean(numbers):
    """Return the arithmetic mean; ValueError if there are no numbers."""
    if not numbers:
        raise ValueError("no numbers")
    return _total(numbers) / len(numbers)


def _total(numbers):
    return math.fsum(numbers)


def scale(numbers, by=2): return [number * by for number in numbers]


class Box:
    """A box."""

    def __init__(self):
        """Begin empty."""
        self.items = []

    def put(self, item):
        """Put an item in."""
        self.items.append(item)


def save(path):
    """Ask for a text, write it into a file, and print how long it is."""
    text = input()
    path.write_text(text)
    print(len(text))


def apply_all(function, items):
    """Apply a function to every item, in two processes."""
    from multiprocessing import Pool

    with Pool(2) as pool:
        return pool.map(function, items)
'''
TESTS = '''\
"""Tests of stats."""
from __future__ import annotations

import sys
import unittest
from unittest import mock

import numpy
import pytest

sys.path.insert(0, "..")

import stats
from stats import Box, apply_all, mean, scale

TABLE = [([1], 1), ([2, 4], 3)]
secret = {"only": "hidden"}


def double(number):
    return number * 2


@pytest.fixture(params=[1, 2])
def filled(request):
    box = Box()
    for _ in range(request.param):
        box.put(0)
    yield box, request.param


@pytest.mark.public
def test_mean(numbers):
    """The mean of three numbers."""
    assert mean(numbers) == 2


@pytest.mark.points(2)
@pytest.mark.parametrize("numbers, expected", TABLE)
def test_mean_more(numbers, expected):
    assert mean(numbers) == pytest.approx(expected), secret


def test_no_numbers():
    with pytest.raises(ValueError, match="no num"):
        stats.mean([])


class TestBox:
    @pytest.mark.public
    def test_put(self, filled):
        box, count = filled
        assert len(box.items) == count

    def test_empty(self):
        assert Box().items == []


class Old(unittest.TestCase):
    def test_scale(self):
        self.assertEqual(scale([1, 2], by=3), [3, 6])


def test_save(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("builtins.input", lambda: "text")
    stats.save(tmp_path / "a.txt")
    assert capsys.readouterr().out == "4\\n"
    assert (tmp_path / "a.txt").read_text() == "text"


def test_all():
    assert apply_all(double, [1, 2, 3]) == [2, 4, 6]


def test_numpy():
    assert numpy.mean([1]) == mean([1])


def test_mocker(mocker):
    mocker.patch("stats.mean")


@pytest.mark.skip
def test_skipped():
    pass


@mock.patch("math.fsum", return_value=1)
def test_mocked(fsum):
    assert mean([1]) == 1


def test_data():
    assert mean(open("numbers.txt").read().split()) == 1


def test_warns():
    with pytest.warns(UserWarning):
        mean([])


async def test_async():
    assert mean([1]) == 1
'''
CONFTEST = """\
import pytest


@pytest.fixture
def numbers():
    return [1, 2, 3]


def pytest_configure(config):
    config.addinivalue_line("markers", "points: of a test")
"""
WRONG = """\
import os, sys

class Box:
    def __init__(self):
        self.items = []
    def put(self, item):
        raise KeyError(item)

def mean(numbers):
    return len(numbers) and sum(numbers) // len(numbers) + 1

def scale(numbers, by=2):
    import pytest
    pytest.skip("let me off")

def save(path):
    sys.exit(0)

def apply_all(function, items):
    os._exit(0)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Imported]]:
    """A course with what was imported from the folder beside it."""
    top = tmp_path_factory.mktemp("import")
    for name, text in {
        "old/stats.py": MODULE,
        "old/tests/test_stats.py": TESTS,
        "old/tests/conftest.py": CONFTEST,
        "old/tests/numbers.txt": "1",
    }.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    (top / "lab").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(located.VARIABLE, "")
        patch.chdir(top / "lab")
        (one,) = import_pytest(top / "old", Wanted(topic="stats", points=12))
        yield top / "lab", one


def verdicts(folder: Path, source: str) -> dict[str, CheckResult]:
    """What each check says about an answer, by the check's name."""
    exercise = load_bank(folder).find("stats")
    report = grade([SubmittedFile(exercise, "stats.py", source.encode())], Options(jobs=1, seed=1))
    return {check.id.partition("::")[2]: check for check in report.exercises[0].checks}


def test_the_draft_is_green_at_once(made: tuple[Path, Imported]) -> None:
    course = load_bank(made[0])
    assert not check_bank(course, slugs=(), repeat=1, busy=0, jobs=2, say=lambda _: None, tier=TIERS["draft"])
    exercise = course.find("stats")
    assert exercise.points == 12
    assert exercise.functions == ("mean", "scale", "Box", "save", "apply_all")
    assert "_total" not in exercise.stub.read_text()


def test_what_cannot_move_is_said_with_its_line(made: tuple[Path, Imported]) -> None:
    found = {tuple(note.partition(" ")[0].rpartition("/")[2].split(":")[:2]) for note in made[1].notes}
    where = {name: str(number) for number, name in enumerate(TESTS.split("\n"), 1)}
    wanted = {
        ("test_stats.py", where["import numpy"]),
        ("test_stats.py", where['sys.path.insert(0, "..")']),
        ("test_stats.py", where["def test_mocker(mocker):"]),
        ("test_stats.py", where["@pytest.mark.skip"]),
        ("test_stats.py", where['@mock.patch("math.fsum", return_value=1)']),
        ("test_stats.py", where['    assert mean(open("numbers.txt").read().split()) == 1']),
        ("test_stats.py", where["    with pytest.warns(UserWarning):"]),
        ("test_stats.py", where["async def test_async():"]),
        ("conftest.py", "9"),
        ("stats.py", "17"),
    }
    assert found == wanted
    assert len(made[1].notes) == len(wanted)


def test_each_test_has_a_verdict_and_pytests_words(made: tuple[Path, Imported]) -> None:
    said = verdicts(made[0], WRONG)
    assert {name: check.verdict.value for name, check in said.items()} == {
        "test_mean": "FAILED",
        "test_mean_more": "FAILED",
        "test_no_numbers": "FAILED",
        "test_box_put": "CRASHED",
        "test_box_empty": "PASSED",
        "test_old_scale": "CRASHED",
        "test_save": "CRASHED",
        "test_all": "CRASHED",
    }
    assert said["test_mean"].message.endswith("a test of mean: assert 3 == 2\n +  where 3 = mean([1, 2, 3])")
    assert "DID NOT RAISE <class 'ValueError'>" in said["test_no_numbers"].message
    assert "line 7" in said["test_box_put"].message
    assert sum(check.points for check in said.values()) == said["test_box_empty"].max_points


def test_students_get_public_tests_and_nothing_of_the_hidden_ones(made: tuple[Path, Imported]) -> None:
    bank = load_bank(made[0])
    public = (bank.find("stats").suite / "pytest_public.py").read_text()
    assert "secret" not in public
    assert "pytest.mark.public" not in public
    wheel = build.contents(bank, assignment.make("lab", ["stats"]), hidden=False)
    (whl,) = [data for name, data in wheel.items() if name.endswith(".whl")]
    names = zipfile.ZipFile(io.BytesIO(whl)).namelist()
    assert any(name.endswith("stats/pytest_public.py") for name in names)
    assert not any("hidden" in name.rpartition("/")[2] and "stats" in name for name in names)


def test_points_are_shared_in_quarters(made: tuple[Path, Imported]) -> None:
    checks = verdicts(made[0], "")
    assert [check.max_points for check in checks.values()] == [1.5, 1.5, 2, 1.5, 1.5, 1.5, 1.25, 1.25]


def test_a_file_that_tests_nothing_near_is_refused(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text("import json\n\ndef test_a():\n    assert json\n")
    with pytest.raises(UsageError, match="no module that lies near it"):
        import_pytest(tmp_path, Wanted(topic="x"))
    empty = tmp_path / "none"
    empty.mkdir()
    with pytest.raises(UsageError, match="no test files"):
        import_pytest(empty, Wanted(topic="x"))


def test_a_body_on_the_line_of_its_head(tmp_path: Path) -> None:
    source = "class A:\n    def f(self): return 1\n\n    def g(self):\n        # so\n        return 2\n"
    text, notes = marked(tmp_path / "m.py", source, {"A"})
    stub = derive_stub(text, "m")
    assert "return" not in stub
    assert stub.count("raise NotImplementedError") == 2
    assert len(notes) == 2
    assert compile(text, "m.py", "exec")


def test_an_explanation_that_is_in_no_notation_is_shown_as_it_is() -> None:
    assert explained("\n{\n{ odd", []) == "\n{\n{ odd"
    assert explained("\x017\x02a == b\x03", []) == "a == b"
    text = explained("assert \x010\x02x\x03", [("==", [1, 2], [1, 3])])
    assert textwrap.dedent(text).startswith("assert [1, 2] == [1, 3]")
    assert "At index 1 diff: 2 != 3" in text
