"""named_processes: how jobs end, all at once, and what a process and a thread do to a list."""

from __future__ import annotations

import itertools
import os
import sys
import threading
from typing import Any

from grader.scenario import meet, observe
from grader.suites.named_processes.scenes import (
    NO_CODE,
    attempt,
    codes_of,
    hold,
    names,
)
from grader.testing import Answer, Schedule, Submission, check, expect, fail, in_box, scenario

METHODS = ("fork", "forkserver", "spawn")


@in_box
def job(home: int, *, code: int) -> int:
    """End with this exit code, or return something for 0; leave the caller ``home`` alive."""
    observe(["began"])
    if os.getpid() != home:
        hold()
        if code:
            sys.exit(code)
    return 7


@scenario
def ends(student: Any, codes: dict[str, int]) -> tuple[str, object]:
    """Run one job for each name, ending with its code."""
    home = os.getpid()
    return attempt(student, [(name, job, (home,), {"code": code}) for name, code in codes.items()])


@in_box
def grow(box: list[Any]) -> None:
    """Change the list, late, and note when and where."""
    home, caller, number = box[:3]
    here = threading.get_ident() == caller
    observe(["enters", here])
    if os.getpid() != home or not here:
        hold()
    box.append(number + 1)
    observe(["leaves", here])


@scenario
def two_copies(student: Any, number: int) -> tuple[str, list[Any], list[Any], list[Any], bool, bool]:
    """Call isolation with a list; the two results, and what became of the list."""
    box = [os.getpid(), threading.get_ident(), number]
    known = list(box)
    os.environ["HOLD"] = "600"  # no pause is long enough
    result = student.isolation(box, grow)
    if type(result) is not tuple or [type(part) for part in result] != [list, list]:
        return repr(result)[:200], [], [], [], False, False
    first, second = list(result[0]), list(result[1])
    hold()
    hold()
    old = len(known)
    return "", first[old:], second[old:], box[old:], result[0] is box, result[1] is box


def in_own_processes(answer: Answer) -> None:
    """End the check if a job of run_named ran in the caller, or could not be sent elsewhere."""
    how, value = answer.value
    if how == "not sent":
        fail(f"The process could not be started: {value}", "unpicklable-target")
    if any(seen.pid == answer.caller.pid for seen in answer.seen):
        if how == "not started":
            fail(f"A job ran in the caller's own process, and then: {value}", "run-for-start")
        kind = "threads-instead" if answer.caller.threads > 1 else "no-real-process"
        fail("A job ran in the caller's own process.", kind)
    expect(how == "returned", f"join() failed: {value}. Was the process started?", "run-for-start")


@check(points=0.5, start_methods=METHODS)
def test_exit_codes(submission: Submission) -> None:
    """Each job runs in a process of its own, and the answer has the exit code of each."""
    random, by_fork = submission.random, submission.start_method == "fork"
    names = random.sample(["mill", "oven", "press", "saw"], 2)
    right = {names[0]: 0, names[1]: random.randrange(2, 256)}
    answer = submission.play(ends, right, schedule=Schedule())
    in_own_processes(answer)
    codes = answer.value[1]
    shown = f"The jobs end with {right!r}; the answer is {codes!r}"
    expect(isinstance(codes, dict), shown + ".", "wrong-type")
    pids = {seen.pid for seen in answer.seen}
    expect(codes != {} or not pids, f"{shown}, although {len(pids)} processes ran.", "set-in-child")
    expect(None not in codes.values(), f"{shown}. {NO_CODE}", "exitcode-before-join")
    expect(-15 not in codes.values(), f"{shown}: signal 15 is what terminate() sends.", "terminate-for-join")
    if not pids:
        lost = not by_fork and "TypeError" not in answer.stderr
        diagnosis = "global-set-in-parent" if lost else "args-ignored"
        fail(f"{shown}: no process came as far as calling its target.", diagnosis)
    expect(codes == right, shown + ".", "args-ignored" if "TypeError" in answer.stderr else "wrong-value")
    expect(len(pids) == len(answer.seen), "Two jobs ran in the same process.", "no-real-process")
    expect(
        len(answer.seen) == 2, f"The targets were called {len(answer.seen)} times for 2 jobs.", "wrong-value"
    )


def in_both_places(answer: Answer) -> None:
    """End the check unless mutate ran to its end in a process, and then in the caller."""
    caller, misfit = answer.caller, "TypeError" in answer.stderr
    told = answer.told(("enters", "leaves"), bool)
    steps = [("caller" if seen.pid == caller.pid else "process", seen.value[0]) for seen in told]
    if ("process", "enters") not in steps:
        if answer.children:
            running = any(child.exitcode is None for child in answer.children)
            expect(not running, "The function returned before its process had ended.", "no-wait")
            lost = "mutate never began in the process: it takes the list as its one argument."
            fail(lost, "missing-comma" if misfit else "wrong-value")
        kind = "threads-instead" if caller.threads > 1 else "no-real-process"
        fail("mutate did not run in a process other than the caller's.", kind)
    if ("caller", "enters") not in steps:
        kind = "missing-comma" if misfit and caller.threads > 1 else "no-real-thread"
        fail("mutate never began in a thread of the caller's process.", kind)
    ended = ("process", "leaves") in steps[: steps.index(("caller", "enters"))]
    expect(ended, "The thread began before the process was done with its mutate(box).", "no-wait")
    expect(steps.count(("process", "enters")) == 1, "mutate ran more than once in a process.", "wrong-value")
    expect(steps.count(("caller", "enters")) == 1, "mutate ran more than once in the caller.", "wrong-value")


@check(points=0.5, start_methods=METHODS)
def test_two_copies(submission: Submission) -> None:
    """The list is unchanged after the process and changed after the thread; the results are copies."""
    number = submission.random.randrange(10**6)
    answer = submission.play(two_copies, number, schedule=Schedule())
    in_both_places(answer)
    misfit, first, second, box, first_live, second_live = answer.value
    expect(not misfit, f"A tuple of two lists was asked for; the answer is {misfit}.", "wrong-type")
    if first_live or second_live:
        which = "first" if first_live else "second"
        live = f"The {which} result is the caller's list itself: it changes when that list does."
        fail(live, "live-list-for-copy")
    change = [number + 1]
    shown = f"mutate appends {change[0]}; the first copy already has {first!r} appended."
    expect(first == [], shown, "wrong-value")
    if second == [] and box == change:
        fail("The second copy was made before the thread had changed the list.", "thread-not-joined")
    shown = f"mutate appends {change[0]}; the second copy has {second!r} appended."
    expect(second == change, shown, "wrong-value")
    shown = f"The caller's list should have {change!r} appended and has {box!r}."
    expect(box == change, shown, "wrong-value")


@check(points=0.5)
def test_thread_is_a_thread(submission: Submission) -> None:
    """The second time, mutate runs in a thread other than the calling one."""
    answer = submission.play(two_copies, submission.random.randrange(10**6), schedule=Schedule())
    in_both_places(answer)
    here = any(seen.value[1] and seen.pid == answer.caller.pid for seen in answer.told("enters", bool))
    expect(not here, "The second mutate(box) ran in the calling thread itself.", "no-real-thread")


@in_box
def gather(home: int, parties: int) -> None:
    """Report whether all parties were here at once."""
    if os.getpid() == home:
        observe(["met", False])
        return
    hold()
    observe(["met", meet("jobs", parties)])


@scenario
def together(student: Any, names: list[str]) -> tuple[str, object]:
    """Run jobs that wait for each other."""
    home, parties = os.getpid(), len(names)
    return attempt(student, [(name, gather, (home,), {"parties": parties}) for name in names])


@check(points=1)
def test_all_at_once(submission: Submission) -> None:
    """All jobs run at once: they can wait for each other."""
    answer = submission.play(together, names(submission, 3), schedule=Schedule())
    codes_of(answer, 3)
    met = [seen.value[1] for seen in answer.told("met", bool)]
    if met != [True] * 3:
        pairs = itertools.pairwise(answer.children)
        singly = all(a.end is not None and a.end <= b.begin for a, b in pairs)
        what = "each process began after the end of the one before" if singly else "they were never all there"
        kind = "start-join-in-loop" if singly else "not-concurrent"
        fail(f"3 jobs waited for each other and did not meet: {what}.", kind)
    pids = {seen.pid for seen in answer.seen}
    expect(len(pids) == 3, f"3 jobs ran in {len(pids)} processes.", "no-real-process")
