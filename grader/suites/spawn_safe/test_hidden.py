"""spawn_safe: really started with that method, silent on import, odd numbers, and nothing to do."""

from __future__ import annotations

import multiprocessing
import sys
from typing import Any

from grader.suites.spawn_safe.scenes import are_products, ask, printed, products, started_with, told_of
from grader.testing import Submission, check, expect, same_list, scenario


@scenario
def as_imported(student: Any) -> str:
    """The start method after the import."""
    sys.stdout.flush()
    return multiprocessing.get_start_method()


@check(points=1, diagnosis="start-method-ignored")
def test_started_with_the_method(submission: Submission) -> None:
    """The processes are started with the method that was asked for."""
    for method in ("spawn", "fork", "forkserver"):
        numbers = submission.random.sample(range(1000), 2)
        answer = ask(submission, products, numbers, 3, 1, method)
        are_products(answer, numbers, 3)
        found = started_with(answer)
        expect(found == {method}, f"With method={method!r} the processes were started with {sorted(found)}.")


@check(points=0.5, diagnosis="prints-on-import")
def test_import(submission: Submission) -> None:
    """Importing the module prints, starts and sets nothing."""
    ask(submission, products, [1], 2, 1, "fork")
    answer = ask(submission, as_imported)
    written = answer.stdout + answer.stderr
    expect(written == "", f"When the module was imported, it wrote {written!r:.200}.")
    shown = f"When the module was imported, it started {len(answer.children)} processes."
    expect(not answer.children, shown, "starts-on-import")
    method = answer.value
    shown = f"The start method was {submission.start_method}; after the import it was {method}."
    expect(method == submission.start_method, shown, "start-method-changed")


@check(points=0.5)
def test_few_and_many(submission: Submission) -> None:
    """There may be no items, or fewer than processes, or more: at most `workers` compute at once."""
    for numbers, workers in (([], 2), ([7], 3), ([10**6, -1, 0, 5, 5], 2)):
        factor = submission.random.randrange(-9, 9)
        answer = ask(submission, products, numbers, factor, workers, "fork")
        same_list(answer.value, [number * factor for number in numbers])
    numbers, most = submission.random.sample(range(1000), 5), submission.random.choice((1, 2))
    answer = ask(submission, products, numbers, 3, most, "fork", True)
    same_list(answer.value, [number * 3 for number in numbers])
    at_once = answer.most_at_once("in", "out")
    told = f"There were five items and {most} workers; {at_once} processes computed at the same time."
    expect(at_once <= most, told, "too-many-at-once")
    numbers = submission.random.sample(range(1000), 4)
    blame = told_of(submission, crashed="ended-is-not-read")
    for answer in submission.schedules(products, numbers, 2, 2, "fork", True, random=2, blame=blame):
        same_list(answer.value, [number * 2 for number in numbers], "ended-is-not-read")


@check(points=0.5)
def test_odd_command_lines(submission: Submission) -> None:
    """The script takes negative numbers, and no numbers at all."""
    ask(submission, products, [1], 2, 1, "fork")
    printed(
        submission, "fork", -submission.random.randrange(2, 10), [-4, 0, submission.random.randrange(100)]
    )
    printed(submission, "spawn", 3, [])
