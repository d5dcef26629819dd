"""An order in which something failed is written down, and played again; what differs is said."""

from __future__ import annotations

from typing import Any

import pytest

from grader.errors import SetupError, UsageError
from grader.report import CheckResult
from grader.testing.schedules import replay
from grader.verdict import Verdict

SUITE = """\
@scenario
def added(student: Any, times: int) -> int:
    import multiprocessing
    counter = multiprocessing.Value("q", 0)
    processes = [multiprocessing.Process(target=student.f, args=(counter, times)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return int(counter.value)


@check(points=1)
def test_first(submission: Submission) -> None:
    '''Something else.'''


@check(points=1)
def test_sum(submission: Submission) -> None:
    '''Nothing is lost.'''
    for _ in submission.schedules(added, 1, held_back=(), random=0, haste=0.0):
        pass
    times = submission.random.randrange(1, 3)
    for answer in submission.schedules(added, times, held_back=()):
        expect(answer.value == 2 * times, f"It is {answer.value}.")
"""
WRONG = "def f(counter, times):\n    for _ in range(times):\n        counter.value += 1\n"
RIGHT = "def f(counter, times):\n    with counter:\n        counter.value += times\n"


def _checks(grading: Any, root: Any, source: str, **more: Any) -> list[CheckResult]:
    return grading(root, source, **more).exercises[0].checks


@pytest.mark.parametrize(
    "text",
    [
        "7/test_hidden.test_sum@spawn/2+late~2/12:1.0,40:0.1/00ff",
        "4294967295/test_public.test_sum/1/plain/abcd",
        "7/test_public.test_sum/1+kills~0.5/3:2.0/abcd",
        "7/test_public.test_sum/1+fine~2/3:2.0,9:1.-1/abcd",
    ],
)
def test_an_order_is_read_as_it_was_written(text: str) -> None:
    assert str(replay.parsed(text)) == text


@pytest.mark.parametrize("text", ["", "7", "7/test/1/plain", "7/test/1/12:1/abcd", "7/a b/1/plain/abcd"])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        replay.parsed(text)


def test_a_failing_order_is_the_same_again(repository: Any, grading: Any) -> None:
    root = repository(test_public=SUITE)
    runs = [_checks(grading, root, WRONG, seed=3)[1] for _ in range(3)]
    first = runs[0]
    assert first.verdict is Verdict.FAILED
    assert len({(run.message, run.schedule) for run in runs}) == 1
    assert first.schedule.startswith("3/test_public.test_sum/2/")
    again = _checks(grading, root, WRONG, schedule=first.schedule, seed=3)
    assert [(run.id, run.verdict, run.message) for run in again] == [(first.id, first.verdict, first.message)]


def test_a_right_answer_takes_other_steps_and_that_is_said(repository: Any, grading: Any) -> None:
    root = repository(test_public=SUITE)
    text = _checks(grading, root, WRONG, seed=3)[1].schedule
    (found,) = _checks(grading, root, RIGHT, schedule=text, seed=3)
    assert found.verdict is Verdict.SKIPPED
    assert "--schedule" in found.message
    never = text.rpartition("/")[0].rpartition("/")[0] + "/900:1.0/0000"
    (found,) = _checks(grading, root, RIGHT, schedule=never, seed=3)
    assert "choice 900" in found.message
    with pytest.raises(SetupError, match="no check here"):
        _checks(grading, root, RIGHT, schedule="3/test_public.test_none/1/plain/0000", seed=3)


def test_the_order_may_be_one_in_which_nothing_is_wrong(repository: Any, grading: Any) -> None:
    root = repository(test_public=SUITE)
    text = _checks(grading, root, WRONG, seed=3)[1].schedule
    plain = "/".join([*text.split("/")[:3], "plain", "0000"])
    (found,) = _checks(grading, root, WRONG, schedule=plain, seed=3)
    assert found.verdict is Verdict.SKIPPED and "other steps" in found.message


#: Only another thread of the process can come between, where no call stands.
THREADS = """\
def f(counter, times):
    import threading
    total = [0]

    def work():
        found = total[0]
        found += 1
        total[0] = found

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with counter:
        counter.value += times * total[0] // 2
"""


def test_a_race_between_statements_is_found_finely_and_played_again(repository: Any, grading: Any) -> None:
    root = repository(test_public=SUITE.replace("times, held_back=()", "times, held_back=(), finely=4"))
    found = _checks(grading, root, THREADS, seed=3)[1]
    assert found.verdict is Verdict.FAILED, found
    assert "+fine" in found.schedule
    assert "line " in found.message or "switches" in found.message
    again = _checks(grading, root, THREADS, schedule=found.schedule, seed=3)[0]
    assert (again.verdict, again.message) == (found.verdict, found.message)
    assert _checks(grading, root, RIGHT, seed=3)[1].verdict is Verdict.PASSED
