"""run_all: a function that does what its arguments say, and what holds for every answer."""

import gc
import os
import warnings
from multiprocessing.pool import Pool
from multiprocessing.util import Finalize
from typing import Any

from grader.scenario import act, observe, work
from grader.testing import Answer, Blame, Submission, by_text, expect, in_box, ran_in_children, scenario

TEXTS = {
    "still running": "join-before-close",
    "required positional argument": "tuple-as-one-argument",
    "a result, not a failure": "result-for-outcome",
}
UNSET = dict.fromkeys(("'NoneType' object is not callable", "is not defined"), "global-set-in-parent")
#: What ``bare`` does.
BARE = ("give", "no arguments", "bare")
#: What Python says of an open pool that goes away.
DROPPED = "unclosed running multiprocessing pool"


@in_box
def func(word: str, value: Any, result: Any) -> Any:
    """Do what an item of these parts says; a "hook" gives its process exit handlers.

    A "pid" or an "error" is returned, and for "large" a text of so many characters.
    """
    if value == "hook":
        Finalize(None, act, [["stay", 0.1]], exitpriority=11)
        Finalize(None, observe, [["left"]], exitpriority=10)
    done = work([word, value, result])
    if done == "error":
        return LookupError("a result, not a failure")
    return os.getpid() if done == "pid" else "x" * value if done == "large" else done


@in_box
def bare() -> Any:
    """Do what a task without arguments does."""
    return func("give", "no arguments", "bare")


@in_box
def pretend(count: int) -> None:
    """Let this machine say that it has ``count`` CPUs, and tell when it is asked."""

    def cpus(*_: object) -> int:
        observe(["asked"])
        return count

    vars(os).update(cpu_count=cpus, process_cpu_count=cpus, sched_getaffinity=lambda _: {*range(cpus())})


@scenario
def results_of(
    student: Any, tasks: list[Any], workers: int, cpus: int, and_none: bool = False
) -> tuple[object, list[str]]:
    """The results on a machine with so many CPUs, and in what state pools still exist then.

    After that, it may be asked for no tasks.
    """
    warnings.simplefilter("always", ResourceWarning)
    pretend(cpus)
    results = student.run_all(func if all(tasks) else bare, tasks, workers)
    if type(results) is list:
        results = ["error" if isinstance(one, LookupError) else one for one in results]
    if and_none:
        observe(["nothing", repr(student.run_all(func, [], workers))])
    return results, [str(vars(one).get("_state")) for one in gc.get_objects() if issubclass(type(one), Pool)]


def blamed(submission: Submission) -> Blame:
    """What tells the diagnosis of a call without an answer."""
    return by_text(TEXTS if submission.start_method == "fork" else TEXTS | UNSET)


def ask(
    submission: Submission, tasks: list[Any], workers: int, cpus: int = 1, and_none: bool = False
) -> Answer:
    """Play the tasks in plain order; give what goes wrong a diagnosis where the evidence tells which."""
    answer = submission.play(results_of, tasks, workers, cpus, and_none, blame=blamed(submission))
    is_open = "RUN" in answer.value[1] or DROPPED in answer.stderr
    if answer.left_processes and (is_open or "CLOSE" in answer.value[1]):
        submission.blame_leftovers("never-closed" if is_open else "close-without-join")
    return answer


def right_results(answer: Answer, tasks: list[Any], otherwise: str = "wrong-value") -> list[Any]:
    """The results; ends the check unless they are right, in any order: the order has a check of its own.

    Each task, also one of two that are equal, has to be called once, in another process.
    """
    calls, results = ran_in_children(answer, list[object], what="A task"), answer.value[0]
    for item in results if type(results) is list else [results]:
        forgotten = getattr(item, "type_name", "") in ("ApplyResult", "MapResult", "Future")
        shown = f"The function returned {item!r}, and never asked it for its result."
        expect(not forgotten, shown, "get-never-called")
    expect(isinstance(results, list), f"A list was asked for; it returned {results!r}.", "wrong-type")
    called = sorted(repr(seen.value[1][1:]) for seen in calls)
    given = sorted(repr([*(task or BARE)[1:]]) for task in tasks)
    equal = "equal-is-not-same" if len(called) == len(given) - 1 else "wrong-value"  # two tasks are equal
    expect(called == given, f"The calls should be {given}; they were {called}.", equal)
    right = [(task or BARE)[-1] for task in tasks]
    shown = f"For the tasks {tasks!r} the results should be {right!r}; they are {results!r}."
    expect(sorted(map(repr, results)) == sorted(map(repr, right)), shown, otherwise)
    return list(results)
