"""run_with_deadline: a target that ends by itself or when it is asked to, and what holds for every answer."""

import os
import signal
import threading
import time
from typing import Any

from grader.scenario import code_of, fall, in_caller, observe
from grader.testing import Answer, Schedule, Submission, expect, in_box, ran_in_children, scenario

#: How much later than asked a signal may come, and how much earlier: some look every 50 ms.
LATER, EARLIER = 0.06, 0.02
#: How a target ends that nobody has ended: after so many seconds, with this code.
LIFE, CODE = 60.0, 99
LEAVES = [LIFE, f"sys.exit({CODE})"]
UNWAITED = "Nobody waited for it: it was still ending at the return."
#: After how many seconds a target ends by itself, and how; the same from a SIGTERM on, which None ignores.
Life = tuple[list[Any], list[Any] | None]
#: How a target answers SIGTERM that has a child, which lives for so many seconds: it waits for it first.
WAITS_FOR_CHILD = [0.0, "sys.exit(0)", 12.0]
#: How many looks somebody may need who looks every millisecond.
STEPS = 200_000


@in_box
def target(number: int, alone: list[Any], asked: list[Any] | None) -> None:
    """Tell of the call; do nothing in the caller, elsewhere end ``alone``, or as ``asked`` after SIGTERM."""
    observe(["in", number])
    if in_caller():
        os.environ["RAN"] = "here"
        return

    child = 0
    if asked and asked[2:] and (child := os.fork()) == 0:
        time.sleep(asked[2])
        os._exit(0)

    def leave(seconds: float, kind: str, *_: float) -> None:
        time.sleep(seconds)
        if child:
            os.waitpid(child, 0)
        if kind == "SIGTERM":
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if kind:
            fall(kind)

    def tidy(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who asks again asks for the same
        leave(*asked or [])

    if asked != []:
        signal.signal(signal.SIGTERM, signal.SIG_IGN if asked is None else tidy)
    leave(*alone)


@scenario
def ended(student: Any, lives: list[Any], deadline: float, grace: float) -> tuple[list[object], list[str]]:
    """The result for each life of a target, and what still runs in the caller afterwards.

    An exception travels out unless the target ran in this process.
    """
    threads, results = {*threading.enumerate()}, []
    for number, life in enumerate(lives):
        try:
            results.append(student.run_with_deadline(target, (number, *life), deadline, grace))
        except Exception as error:
            if "RAN" not in os.environ:
                raise
            results.append(f"{type(error).__name__}: {error}")
    if {*threading.enumerate()} - threads:
        time.sleep(2.0)  # those that are about to end do
    left = sorted(f"thread {thread.name}" for thread in {*threading.enumerate()} - threads)
    return results, left + ["the timer of SIGALRM"] * (signal.getitimer(signal.ITIMER_REAL)[0] > 0)


def play(
    submission: Submission, *lives: Life, deadline: float = 3600.0, grace: float = 3600.0, **order: Any
) -> tuple[Answer, Any]:
    """Play the lives by the judge's clock; all have to be right. The second is the last one's process."""
    schedule = Schedule(exact=True, steps=STEPS, virtual_seconds=5 * LIFE, **order)
    blame = {"TIMED_OUT": "late-return"}
    answer = submission.play(ended, [*lives], deadline, grace, schedule=schedule, blame=blame)
    results, _ = answer.value
    started = "started process" not in str(results)
    expect(started, "The target ran in the calling process, not in one of its own.", "run-for-start")
    numbers = sorted(seen.value[1] for seen in ran_in_children(answer, int, what="The target"))
    shown = f"{len(numbers)} of {len(lives)} targets ran in a process of its own."
    misfit, early = "TypeError" in answer.stderr, any((one.exitcode or 0) < 0 for one in answer.children)
    why = "args-ignored" if misfit else "signal-too-early" if early else "no-real-process"
    shown += " A signal ended a process before its target had begun." if why == "signal-too-early" else ""
    expect(numbers == [*range(len(lives))], shown, why)
    endless = "no-deadline" if deadline and grace else "zero-or-none"
    return answer, [ends(answer, *pair, endless) for pair in zip(results, lives, strict=True)][-1]


def ends(answer: Answer, result: object, life: Life, endless: str) -> Any:
    """The process of a life; ends the check unless the result is the right one, and it ended so.

    ``endless`` is the diagnosis of a wait that had no end.
    """
    (seconds, by_itself), asked = life
    word = "done" if seconds < LIFE else "terminated" if asked else "killed"
    kind = by_itself if word == "done" else asked[1] if asked else "SIGKILL"
    code = code_of(kind) if kind else 0
    found, status = result if isinstance(result, tuple) and len(result) == 2 else ("", 0)
    formed = found in ("done", "terminated", "killed") and type(status) is int
    done, other, right = word == "done", status == code and found != word, (found, status) == (word, code)
    targets = {seen.pid for seen in answer.told("in", int)}
    below = any(answer.sent(p.pid, signal.SIGTERM) for p in answer.children if p.parent in targets)
    insisted = word == "terminated" and status == -signal.SIGKILL
    shown = f"The process should give {(word, code)!r}; the answer was {result!r}."
    for wrong, more, why in (
        (status is None, "It is None until somebody has waited for the process.", "no-wait"),
        (not formed, "A tuple of a word and an exit code was asked for.", "wrong-type"),
        (status == CODE, f"No signal came in {LIFE:g} s: it left by itself.", endless),
        (below, "The target's own child was sent SIGTERM as well.", "signals-others"),
        (insisted and found == "killed", "It can react to SIGTERM.", "no-grace"),
        (insisted, "It can react to SIGTERM.", "kill-without-term"),
        (other and done and code >= 0, "", "join-returns-none" if code else "zero-is-false"),
        (other and (word, found) == ("killed", "terminated"), "", "kill-without-term"),
        (other and word != "killed", "", "label-from-exitcode"),
        (done and status == -signal.SIGTERM != code, "It was sent SIGTERM.", "signal-too-early"),
        ((code, status) == (0, 1) and "exit" in kind, f"It called {kind}.", "system-exit-is-failure"),
        (status == (code << 8 if code > 0 else -code) != code, "", "raw-status"),
        (not right and kind == "sys.exit('text')", "", "exit-code-not-int"),
        (not right, "", "wrong-value"),
        (any(p.end is None for p in answer.children), UNWAITED, "no-wait"),
    ):
        expect(not wrong, f"{shown} {more}".rstrip(), why)
    ran = [process for process in answer.children if process.exitcode == code]
    expect(ran != [], f"No process ended with exit code {code}, whatever the answer says.", "no-real-process")
    return ran[0]


def asked_in_time(answer: Answer, process: Any, deadline: float) -> float:
    """When the process was sent SIGTERM; ends the check unless that was ``deadline`` s after its start."""
    sent = answer.sent(process.pid, signal.SIGTERM)
    told = f"SIGTERM should come first; the answer was {answer.value!r}."
    expect(sent != [], f"{told} It was never sent SIGTERM.", "kill-without-term")
    first = sent[0] - process.begin
    told = f"SIGTERM came {first:.2f} s after the start; the deadline was {deadline} s."
    expect(first >= deadline - EARLIER, told, "signal-too-early")
    expect(first <= deadline + LATER, told, "rounded-limit")
    return sent[0]
