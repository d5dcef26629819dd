"""named_processes: how jobs end, all at once, and what a process and a thread do to a list."""

from __future__ import annotations

import threading
import time
from typing import Any

from grader.scenario import in_caller, observe
from grader.suites.named_processes.scenes import exits, job_of, names
from grader.testing import Answer, Schedule, Submission, all_met, check, expect, fail, in_box, scenario

METHODS = ("fork", "forkserver", "spawn")


@check(points=0.5, start_methods=METHODS)
def test_exit_codes(submission: Submission) -> None:
    """Each job runs in a process of its own, and the answer has the exit code of each."""
    one, two = submission.random.sample(["mill", "oven", "press", "saw"], 2)
    right = {one: 0, two: submission.random.randrange(2, 256)}
    exits(submission, [job_of(name, code=code) for name, code in right.items()], right)


@check(points=1)
def test_all_at_once(submission: Submission) -> None:
    """All jobs run at once: they can wait for each other."""
    three = names(submission, 3)
    answer = exits(submission, [job_of(name, ["meet", 3]) for name in three], dict.fromkeys(three, 0))
    all_met(answer, 3, shared="no-real-process")


@in_box
def grow(box: list[Any]) -> None:
    """Change the list, late, and note when and where."""
    caller, number = box[:2]
    here = threading.get_ident() == caller
    observe(["enters", here])
    if not (in_caller() and here):
        time.sleep(600.0)  # no pause is long enough
    box.append(number + 1)
    observe(["leaves", here])


@scenario
def two_copies(student: Any, number: int) -> tuple[str, list[Any], list[Any], list[Any], bool, bool]:
    """Call isolation with a list; the two results, and what became of the list."""
    box = [threading.get_ident(), number]
    old = len(box)
    result = student.isolation(box, grow)
    if type(result) is not tuple or [type(part) for part in result] != [list, list]:
        return repr(result)[:200], [], [], [], False, False
    first, second = list(result[0]), list(result[1])
    time.sleep(1800.0)
    return "", first[old:], second[old:], box[old:], result[0] is box, result[1] is box


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
