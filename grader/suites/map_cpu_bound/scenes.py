"""map_cpu_bound: a machine that has more CPUs than this process, calls that report, and reading answers."""

from __future__ import annotations

import os
import time
from typing import Any

from grader.scenario import meet, observe, outlast, settle
from grader.testing import Answer, expect, fail, in_box


@in_box
def allow(count: int) -> int:
    """Let this process use so many CPUs, or all there are; the machine says that it has seven more."""
    total = (os.cpu_count() or 1) + 7
    os.cpu_count = lambda: total
    chosen = sorted(os.sched_getaffinity(0))[-count:]
    os.sched_setaffinity(0, chosen)
    os.environ["CALLER"] = str(os.getpid())
    return len(chosen)


@in_box
def compute(item: Any) -> Any:
    """Report the call, do what the item says, report that it is over."""
    observe(["in"])
    if os.environ["CALLER"] != str(os.getpid()):
        match item:
            case ["meet", parties, _]:
                observe(["met", meet("all", parties, patience=3.0)])
            case ["outlast", number, count]:
                observe(["outlasted", outlast(number, count)])
            case ["crowd", _]:
                settle()
            case ["stay", _, seconds]:
                time.sleep(seconds)
            case ["join", _, seconds]:  # until every process is at work: then nobody has done it all alone
                meet("all", min(4, len(os.sched_getaffinity(0))), patience=1.0)
                time.sleep(seconds)
    observe(["out"])
    return [item, "done"]


@in_box
def mapped(student: Any, items: list[Any], cpus: int) -> tuple[object, int]:
    """The results with so many CPUs, and how many there really were."""
    usable = allow(cpus)
    return student.map_cpu_bound(compute, items), usable


@in_box
def mapped_in_order(student: Any, items: list[Any]) -> object:
    """The results where the judge decides the order: it has the process's CPUs in its hands."""
    os.environ["CALLER"] = str(os.getpid())
    answer: object = student.map_cpu_bound(compute, items)
    return answer


def ran_elsewhere(answer: Answer, count: int) -> None:
    """End the check unless func was called so often, elsewhere."""
    calls = answer.told("in")
    if any(seen.pid == answer.caller.pid for seen in calls):
        used_thread = answer.caller.threads > 1 and not answer.children
        fail(
            "func ran in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    equal = "equal-is-not-same" if len(calls) == count - 1 else "wrong-value"  # two of the items are equal
    expect(len(calls) == count, f"func was called {len(calls)} times for {count} items.", equal)


def on_cpus(answer: Answer, count: int) -> int:
    """How many CPUs there were; ends the check unless func was called so often, elsewhere."""
    ran_elsewhere(answer, count)
    usable: int = answer.value[1]
    return usable


def most_at_once(answer: Answer) -> tuple[int, int]:
    """How many calls were in progress at once, and how many processes lived at once, at most."""
    most = answer.most_at_once("in", "out")
    moments = [(child.begin, 1) for child in answer.children]
    moments += [(child.end, -1) for child in answer.children if child.end is not None]
    alive = crowd = 0
    for _, step in sorted(moments):
        alive += step
        crowd = max(crowd, alive)
    return most, crowd


def is_list(value: object, right: list[Any], diagnosis: str = "wrong-value") -> None:
    """End the check unless the value is this list, types included."""
    shown = f"The results should be {right!r}; they are {value!r}."
    expect(isinstance(value, list), shown, "wrong-type")
    assert isinstance(value, list)
    same = sorted(map(repr, value)) == sorted(map(repr, right))
    expect(repr(value) == repr(right), shown, "completion-order" if same else diagnosis)
