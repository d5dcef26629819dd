"""run_all: a function that does what its arguments say, and what holds for every answer."""

from __future__ import annotations

import gc
import os
import time
import warnings
from multiprocessing.pool import Pool
from multiprocessing.util import Finalize
from typing import Any

from grader.scenario import observe, work
from grader.testing import Answer, Finding, Schedule, Submission, expect, in_box, ran_in_children, scenario


@in_box
class Hook:
    """In which process the exit handler has been registered."""

    pid = 0


@in_box
def leave_slowly() -> None:
    """An exit handler that takes its time; a signal sent meanwhile ends the process in it."""
    time.sleep(0.1)
    observe(["left"])


@in_box
def func(word: str, value: Any, result: Any) -> Any:
    """Do what an item of this kind says; "hook" registers the exit handler, once in each process."""
    if word == "hook" and Hook.pid != os.getpid():
        Hook.pid = os.getpid()
        Finalize(None, leave_slowly, exitpriority=10)
    return work(["give" if word == "hook" else word, value, result])


@in_box
def pretend(count: int) -> list[int]:
    """Let this machine say that it has ``count`` CPUs; the list that is returned grows when it is asked."""
    asked: list[int] = []

    def cpus() -> int:
        asked.append(count)
        return count

    def affinity(pid: int) -> set[int]:
        return set(range(cpus()))

    for name, fake in {"cpu_count": cpus, "process_cpu_count": cpus, "sched_getaffinity": affinity}.items():
        setattr(os, name, fake)
    return asked


@scenario
def results_of(student: Any, tasks: list[Any], workers: int, cpus: int) -> tuple[object, list[str], bool]:
    """The results, in what state pools still exist, and whether somebody asked for the number of CPUs.

    An open pool that was dropped says so on stderr. The machine says that it has so many CPUs, unless 0.
    """
    warnings.simplefilter("always", ResourceWarning)
    asked = pretend(cpus) if cpus else []
    results = student.run_all(func, tasks, workers)
    states = [str(vars(thing).get("_state")) for thing in gc.get_objects() if issubclass(type(thing), Pool)]
    return results, states, bool(asked)


def ask(submission: Submission, tasks: list[Any], workers: int, cpus: int = 0) -> Answer:
    """Play the tasks in plain order; give what goes wrong a diagnosis where the evidence tells which."""

    def why(finding: Finding) -> str | None:
        message = str(finding)
        if finding.diagnosis or "Pool is still running" in message:
            return finding.diagnosis or "join-before-close"
        if "required positional argument" in message:
            return "tuple-as-one-argument"
        unset = "'NoneType' object is not callable" in message or "is not defined" in message
        return "global-set-in-parent" if unset and submission.start_method != "fork" else None

    answer = submission.play(results_of, tasks, workers, cpus, schedule=Schedule(), blame=why)
    is_open = "RUN" in answer.value[1] or dropped(answer)
    if processes_left(answer) and (is_open or "CLOSE" in answer.value[1]):
        outcome, _ = submission.outcomes.pop()
        submission.outcomes.append((outcome, {"LEAKED": "never-closed" if is_open else "close-without-join"}))
    return answer


def dropped(answer: Answer) -> bool:
    """Whether an open pool went away."""
    return "unclosed running multiprocessing pool" in answer.stderr


def processes_left(answer: Answer) -> bool:
    """Whether a process was alive, or not waited for, when the function returned."""
    return any(leftover.kind.value in ("process", "zombie") for leftover in answer.outcome.evidence.leftovers)


def right_results(answer: Answer, tasks: list[Any], otherwise: str = "wrong-value") -> list[Any]:
    """The results; ends the check unless they are right, in any order: the order has a check of its own.

    Each task, also one of two that are equal, has to be called once, in another process.
    """
    calls, results = ran_in_children(answer, object, what="A task"), answer.value[0]
    for item in results if type(results) is list else [results]:
        forgotten = getattr(item, "type_name", "") in ("ApplyResult", "MapResult", "Future")
        expect(not forgotten, f"{item!r} was returned, and not asked for its result.", "get-never-called")
    is_list = f"A list was asked for; the function returned {results!r}."
    expect(isinstance(results, list), is_list, "wrong-type")
    called = sorted(repr(seen.value[1][1:]) for seen in calls)
    given = sorted(repr([*task[1:]]) for task in tasks)
    equal = "equal-is-not-same" if len(called) == len(given) - 1 else "wrong-value"  # two tasks are equal
    expect(called == given, f"The calls should be {given}; they were {called}.", equal)
    right = [task[-1] for task in tasks]
    shown = f"For the tasks {tasks!r} the results should be {right!r}; they are {results!r}."
    expect(sorted(map(repr, results)) == sorted(map(repr, right)), shown, otherwise)
    return list(results)
