"""map_cpu_bound: at once as far as there are CPUs, queued beyond, in order, and nothing to do."""

from __future__ import annotations

import os
from typing import Any

from grader.suites.map_cpu_bound.scenes import is_list, mapped, most_at_once, ran_elsewhere
from grader.testing import Submission, check, expect, scenario


@scenario
def results(student: Any, items: list[Any], cpus: int) -> tuple[object, int]:
    """The results, and the number of CPUs."""
    return mapped(student, items, cpus)


@scenario
def outlasted(student: Any) -> tuple[object, int]:
    """The results on two CPUs of calls of which the first takes longest; on one, of calls that do nothing."""
    two = len(os.sched_getaffinity(0)) > 1
    return mapped(student, [["outlast", number, 5] if two else number for number in range(5)], 2)


@scenario
def met(student: Any) -> tuple[object, int]:
    """The results of as many calls as there are CPUs, two if there are so many; they wait for each other."""
    cpus = min(2, len(os.sched_getaffinity(0)))
    return mapped(student, [["meet", cpus, number] for number in range(cpus)], cpus)


@check(points=0.5, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """As many calls as there are usable CPUs are in progress at once; a slow one holds up nobody."""
    answer = submission.play(met)
    value, usable = ran_elsewhere(answer, answer.value[1])
    expect(value == [True] * usable, f"{usable} calls waited for each other on {usable} CPUs: {value!r}.")
    value, usable = ran_elsewhere(submission.play(outlasted), 5)
    shown = f"The first of 5 calls stayed until all others had begun, on {usable} CPUs"
    expect(
        not any(result is False for result in value[:1]),
        f"{shown}: some began only when it had ended.",
        "held-up-by-one",
    )


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at once than usable CPUs."""
    number = submission.random.randrange(2, 1000)
    right = [0, None, "", number, number]
    answer = submission.play(results, [["stay", value] for value in right], 1)
    value, usable = ran_elsewhere(answer, 5)
    inside, alive = most_at_once(answer)
    shown = f"With {usable} usable CPUs, {inside} calls were in progress at once, in {alive} processes."
    expect(inside <= usable and alive <= usable, shown)
    whole = sorted(map(repr, value)) == sorted(map(repr, right))
    expect(whole, f"The results should be {right!r}; they are {value!r}.", "wrong-value")


@check(points=0.5, diagnosis="idle-processes")
def test_fewer_items(submission: Submission) -> None:
    """With fewer items than CPUs there are only as many processes as items."""
    number = submission.random.randrange(1000)
    answer = submission.play(results, [number], 1000)
    value, usable = ran_elsewhere(answer, 1)
    _, alive = most_at_once(answer)
    expect(alive == 1, f"For one item, on {usable} usable CPUs, {alive} processes lived at once.")
    is_list(value, [[number, "done"]])


@check(points=0.5)
def test_order(submission: Submission) -> None:
    """All results stand in the order of the items, also if the first call ends last."""
    answer = submission.play(results, [["turn", number, 1] for number in range(2)], 2)
    value, _ = ran_elsewhere(answer, 2)
    is_list(value, [5, 6], "ended-is-not-read" if len(value) < 2 else "wrong-value")
    numbers, blame = submission.random.sample(range(1000), 5), {"CRASHED": "ended-is-not-read"}
    answer = submission.play(results, [["calm", number] for number in numbers], 2, late=True, blame=blame)
    value, _ = ran_elsewhere(answer, 5)
    is_list(value, numbers, "ended-is-not-read")


@check(points=0.5)
def test_no_items(submission: Submission) -> None:
    """Without items the answer is []."""
    answer = submission.play(results, [], 2)
    value, _ = ran_elsewhere(answer, 0)
    is_list(value, [])
