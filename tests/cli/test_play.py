"""A learner chooses who goes on; each key shows a page of 24 lines, and the end says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.box.plan import BoxPlan
from grader.cli.play import Game
from grader.errors import UsageError
from grader.exercise import load_exercise
from grader.testing.schedules.interactive import Table
from grader.warden.client import Warden

SUITE = """\
@scenario
def added(student: Any) -> int:
    import multiprocessing
    counter = multiprocessing.Value("q", 0)
    processes = [multiprocessing.Process(target=student.f, args=(counter,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return int(counter.value)


@check(points=1)
def test_plain(submission: Submission) -> None:
    '''Nothing to choose.'''


@check(points=1)
def test_sum(submission: Submission) -> None:
    '''Nothing is lost.'''
    for answer in submission.schedules(added):
        expect(answer.value == 2, f"It is {answer.value}.")
"""
WRONG = "def f(counter):\n    counter.value += 1\n"
RIGHT = "def f(counter):\n    with counter:\n        counter.value += 1\n"
KEPT = "def f(counter):\n    counter.get_lock().acquire()\n    counter.value += 1\n"


@pytest.fixture
def game(plan_of: Callable[[str], BoxPlan], repository: Any) -> Iterator[Callable[[str], Game]]:
    """A game with a text."""
    root = repository(test_public=SUITE)
    exercise = load_exercise(
        root / "grader" / "suites" / "one" / "exercise.toml", root / "solutions", root / "exercises"
    )
    with Warden(plan_of("none")) as warden:
        yield lambda source: Game(Table(exercise, source, warden, 1), source.splitlines())


def _step_to(game: Game, text: str) -> None:
    """Press Enter until the page has this text."""
    while text not in game.page():
        assert not game.over, game.page()
        game.take("\r")


def test_a_switch_between_reading_and_writing_loses_an_update(game: Callable[[str], Game]) -> None:
    one, tried = game(WRONG), 0
    _step_to(one, "1  Child 1                 is at line 2")
    assert "1 >    2      counter.value += 1" in one.page()
    page = ""
    while "You broke it." not in page:  # at one of its marks it has read, and not stored yet
        one.take("n")
        _step_to(one, "1  Child 1                 is at line 2")
        for _ in range(tried):
            one.take("\r")
        one.take("2")
        one.take("r")
        page, tried = one.page(), tried + 1
    assert "You broke it." in page and "It is 1." in page and "--schedule 1/test_public.test_sum/1/" in page
    one.take("u")
    one.take("r")
    assert "You could not break it" in one.page()
    assert one.take("q") is False


def test_a_deadlock_and_a_right_answer_are_told(game: Callable[[str], Game]) -> None:
    stuck = game(KEPT)
    stuck.take("r")
    assert "You broke it." in stuck.page() and "can never end" in stuck.page()
    right = game(RIGHT)
    for key in "2\r2\r3\r9x":
        right.take(key)
    right.take("r")
    assert "You could not break it" in right.page()
    right.take("n")
    assert "choice 1 of" in right.page() and "0 switches" in right.page()


def test_each_page_fits_a_small_terminal(game: Callable[[str], Game]) -> None:
    one = game(WRONG + "\n# " + "x" * 200 + "\n" * 50)
    while True:
        lines = one.page().split("\n")
        assert len(lines) == 24 and max(map(len, lines)) <= 80
        if one.over:
            break
        one.take(" ")


def test_a_scene_of_scenes_is_played(repository: Any, game: Callable[[str], Game]) -> None:
    scene, checks = SUITE.split("\n\n\n", 1)
    root = repository(scenes=scene, test_public="from scenes import added\n\n\n" + checks)
    exercise = load_exercise(
        root / "grader" / "suites" / "one" / "exercise.toml", root / "solutions", root / "exercises"
    )
    table = Table(exercise, WRONG, game(WRONG)._table._warden, 1)
    assert table.id == "one/test_public::test_sum"


def test_an_exercise_without_a_choice_is_told(game: Callable[[str], Game]) -> None:
    table = game(WRONG)._table
    with pytest.raises(UsageError, match="no check in which"):
        Table(table._exercise, WRONG, table._warden, 1, "test_plain")
