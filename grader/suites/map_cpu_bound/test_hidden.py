"""map_cpu_bound: at once as far as there are CPUs, queued beyond, in order, and nothing to do.

How many run at once depends on the CPUs that the kernel gives to a process, and these cannot be pretended:
an answer may read them in /proc. Such checks run free. They hold processes where they have to be, and look at
the evidence only; the results are compared where the judge decides the order.
"""

from __future__ import annotations

import os
from typing import Any

from grader.suites.map_cpu_bound.scenes import (
    is_list,
    mapped,
    mapped_in_order,
    most_at_once,
    on_cpus,
    ran_elsewhere,
)
from grader.testing import Schedule, Submission, check, expect, scenario

#: Longer than anybody has patience for; it takes no time.
LONG = 600.0


@scenario
def results(student: Any, items: list[Any]) -> object:
    """The results where the judge decides the order."""
    return mapped_in_order(student, items)


@scenario
def with_cpus(student: Any, items: list[Any], cpus: int) -> tuple[object, int]:
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
    usable = on_cpus(answer, answer.value[1])
    found = [seen.value[1] for seen in answer.told("met", bool)]
    expect(all(found), f"{usable} calls waited for each other on {usable} CPUs, and did not meet.")
    answer = submission.play(outlasted)
    usable = on_cpus(answer, 5)
    shown = f"The first of 5 calls stayed until all others had begun, on {usable} CPUs"
    held = not all(seen.value[1] for seen in answer.told("outlasted", bool))
    expect(not held, f"{shown}: some began only when it had ended.", "held-up-by-one")


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at once than usable CPUs."""
    answer = submission.play(with_cpus, [["crowd", number] for number in range(5)], 1)
    usable = on_cpus(answer, 5)
    inside, alive = most_at_once(answer)
    shown = f"With {usable} usable CPUs, {inside} calls were in progress at once, in {alive} processes."
    expect(inside <= usable and alive <= usable, shown)


@check(points=0.5, diagnosis="idle-processes")
def test_fewer_items(submission: Submission) -> None:
    """With fewer items than CPUs there are only as many processes as items."""
    answer = submission.play(with_cpus, [submission.random.randrange(1000)], 1000)
    usable = on_cpus(answer, 1)
    _, alive = most_at_once(answer)
    expect(alive == 1, f"For one item, on {usable} usable CPUs, {alive} processes lived at once.")


@check(points=0.5)
def test_order(submission: Submission) -> None:
    """All results stand in the order of the items, also if the first call ends last."""
    items: list[Any] = [["stay", number, LONG - number] for number in range(2)]
    answer = submission.play(results, items, schedule=Schedule())
    ran_elsewhere(answer, 2)
    is_list(answer.value, [[item, "done"] for item in items], "ended-is-not-read")
    # Longer than most limits, and short enough for haste to end any of them first.
    items = [["join", number, 1.9] for number in submission.random.sample(range(1000), 4)]
    blame = {"CRASHED": "ended-is-not-read"}
    for answer in submission.schedules(results, items, blame=blame):
        ran_elsewhere(answer, len(items))
        is_list(answer.value, [[item, "done"] for item in items], "ended-is-not-read")


@check(points=0.5)
def test_no_items(submission: Submission) -> None:
    """Without items the answer is []."""
    answer = submission.play(results, [], schedule=Schedule())
    ran_elsewhere(answer, 0)
    is_list(answer.value, [])
