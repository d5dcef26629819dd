"""named_processes: how jobs end, all at once, and what a process and a thread do to a list."""

import threading
import time
from itertools import takewhile
from typing import Any

from grader.scenario import LONG, in_caller, observe
from grader.suites.named_processes.scenes import exits, named
from grader.testing import Answer, Submission, all_met, check, expect, forked, in_box, scenario

METHODS, WORDS = ("fork", "forkserver", "spawn"), ("enters", "leaves")


@check(points=0.5, start_methods=METHODS)
def test_exit_codes(submission: Submission) -> None:
    """Each job runs in a process of its own, and the answer has the exit code of each."""
    exits(submission, named(submission, 2))


@check(points=1)
def test_all_at_once(submission: Submission) -> None:
    """All jobs run at once: they can wait for each other."""
    jobs = dict.fromkeys(named(submission, 9), "")  # more than many a batch is
    answer = exits(submission, jobs, ["meet", 9])
    all_met(answer, 9, shared="no-real-process")


@in_box
def grow(box: list[Any]) -> None:
    """Change the list, late, and note when and where."""
    caller, number = box[:2]
    here = in_caller() and threading.get_ident() == caller
    observe(["enters", here])
    if not here:
        time.sleep(LONG)
    box.append(number + 1)
    observe(["leaves", here])


@scenario
def two_copies(student: Any, number: int) -> str | list[list[Any]]:
    """Call isolation with a list; what was appended to the results and to the list; which are the list."""
    box = [threading.get_ident(), number]
    result = student.isolation(box, grow)
    if type(result) is not tuple or [type(part) for part in result] != [list, list]:
        return repr(result)[:200]
    parts = [[*result[0][2:]], [*result[1][2:]]]
    time.sleep(3 * LONG)
    return [*parts, box[2:], [part is box for part in result]]


def copied(submission: Submission, number: int) -> Answer:
    """The answer; ends the check unless mutate ran to its end in a process, and then in the caller."""
    answer = submission.play(two_copies, number)
    steps = [(seen.pid == answer.caller.pid, seen.value[0]) for seen in answer.told(WORDS, bool)]
    before = [*takewhile(lambda step: not step[0], steps)]
    begun = [here for here, word in steps if word == "enters"]
    running = any(child.exitcode is None for child in forked(answer))
    first = next((seen.at for seen in answer.told(WORDS, bool) if seen.pid == answer.caller.pid), 0.0)
    unready = "no-wait" if any(child.begin < first for child in forked(answer)) else "wrong-value"
    misfit = "missing-comma" if "TypeError" in answer.stderr else None
    for wrong, shown, why in (
        (begun == [True, True], "mutate ran in the caller twice, in no other process.", "no-real-process"),
        (False not in begun and running, "The function returned before its process had ended.", "no-wait"),
        (False not in begun, "mutate never began in the process: the list is its one argument.", misfit),
        (True not in begun, "mutate never began in a thread of the caller's.", misfit or "no-real-thread"),
        ((False, "leaves") not in before, "The thread began before the process was done.", unready),
        (begun != [False, True], f"mutate ran {len(begun)} times, not once in each place.", "wrong-value"),
    ):
        expect(not wrong, shown, why)
    return answer


@check(points=0.5, start_methods=METHODS, diagnosis="wrong-value")
def test_two_copies(submission: Submission) -> None:
    """The list is unchanged after the process and changed after the thread; the results are copies."""
    number = submission.random.randrange(10**6)
    came = copied(submission, number).value
    expect(
        not isinstance(came, str), f"A tuple of two lists was asked for; the answer is {came}.", "wrong-type"
    )
    first, second, box, live = came
    for which, same in zip(("first", "second"), live, strict=True):
        shown = f"The {which} result is the caller's list itself: it changes when that list does."
        expect(not same, shown, "live-list-for-copy")
    shown = f"mutate appends one number. Now the copies are {first} and {second}, and the list is {box}."
    expect([first, second, box] != [[], [], [number + 1]], shown, "thread-not-joined")
    expect([first, second, box] == [[], [number + 1], [number + 1]], shown)


@check(points=0.5, diagnosis="wrong-value")
def test_thread_is_a_thread(submission: Submission) -> None:
    """The second time, mutate runs in a thread other than the calling one."""
    here = any(seen.value[1] for seen in copied(submission, 1).told("enters", bool))
    expect(not here, "The second mutate(box) ran in the calling thread itself.", "no-real-thread")
