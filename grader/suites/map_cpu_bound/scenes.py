"""map_cpu_bound: a machine that has more CPUs than this process, calls that report, and reading answers."""

import os
import time
from typing import Any

from grader.scenario import act, in_caller, meet, observe, outlast, settle
from grader.testing import Answer, called_for_each, in_box, same_list, scenario


@in_box
def allow(count: int) -> int:
    """Let this process use so many CPUs, or all there are; the machine says that it has seven more."""
    total = (os.cpu_count() or 1) + 7
    os.cpu_count = lambda: total
    chosen = sorted(os.sched_getaffinity(0))[-count:]
    os.sched_setaffinity(0, chosen)
    return len(chosen)


@in_box
def compute(item: Any) -> Any:
    """Report the call, do what the item says, report that it is over."""
    observe(["in", repr(item)[:100]])
    if not in_caller():
        usable = int(os.environ["USABLE"])
        match item:
            case ["outlast", number, count] if usable > 1:
                observe(["outlasted", outlast(number, count)])
            case ["pair", _]:
                observe(["met", meet("all", min(2, usable))])
            case ["crowd", _]:
                settle()
            case ["join", seconds, _]:  # until every process is at work: then nobody has done it all alone
                meet("all", min(4, len(os.sched_getaffinity(0))), patience=1.0)
                time.sleep(seconds)
        act(item)
    observe(["out"])
    return [item, "done"]


@scenario
def mapped(student: Any, items: list[Any], cpus: int) -> tuple[object, int]:
    """The results with so many CPUs, and how many there really were; with 0 the judge decides the order."""
    usable = allow(cpus) if cpus else 0
    os.environ["USABLE"] = str(usable)
    return student.map_cpu_bound(compute, items), usable


def right_results(answer: Answer, items: list[Any], otherwise: str = "wrong-value") -> None:
    """End the check unless func was called once for each item, elsewhere, and these are the results."""
    called_for_each(answer, len(items), str)
    same_list(answer.value[0], [[item, "done"] for item in items], otherwise)
