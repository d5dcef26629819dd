"""run_with_deadline: a process that ends by itself, and one that has to be asked."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing import resource_tracker
from typing import Any

from grader.runner.stage import observe
from grader.suites.run_with_deadline.scenes import ask, at_home, elsewhere, well_formed
from grader.testing import Submission, check, expect, fail, in_box, scenario


@in_box
def leave(*given: Any) -> None:
    """End by itself: ``given`` should be the caller's pid and an exit code."""
    if len(given) != 2:
        observe(["given", len(given)])
    elif not at_home(given[0]):
        observe(["in", given[1]])
        if given[1] != 0:
            sys.exit(given[1])


@in_box
def needs_a_moment(caller: int, life: float) -> None:
    """Run on; once SIGTERM has come, take 0.1 s, then let it act. Leave with 99 if it never comes."""
    if at_home(caller):
        return
    end = time.monotonic() + life
    while signal.SIGTERM not in signal.sigpending():
        if time.monotonic() > end:
            sys.exit(99)
        time.sleep(0.005)
    observe(["asked"])
    time.sleep(0.1)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    time.sleep(life)


@scenario
def leaves(student: Any, codes: list[int]) -> list[object]:
    """A process for each code, with an hour for each of the two limits."""
    return [ask(student, leave, (os.getpid(), code), (3600.0, 3600.0)) for code in codes]


@scenario
def overstays(student: Any, deadline: float, grace: float, life: float) -> object:
    """A process that ends only when it is asked.

    SIGTERM is blocked here, and so in the process from its birth on: however slowly it starts,
    a signal waits until the target is ready for it. (Starting the tracker unblocks it: so first.)
    """
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    mark = os.fork()
    if mark == 0:
        os._exit(0)
    os.waitpid(mark, 0)
    return ask(student, needs_a_moment, (os.getpid(), life), (deadline, grace))


LATE = {"TIMED_OUT": "late-return"}
LIFE = 4.0


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_ends_by_itself(submission: Submission) -> None:
    """A process that ends before the deadline is "done", with its exit code, and the answer comes at once."""
    codes = [submission.random.randrange(2, 99), 0]
    answer = submission.play(leaves, codes, blame=LATE)
    elsewhere(answer, answer.value)
    given = [seen.value[1] for seen in answer.told("given", int)]
    expect(
        not given, f"args holds two arguments; the target was called with {sum(given[:1])}.", "args-ignored"
    )
    expect(len(answer.value) == len(codes), "Not every process came to its end.", "wrong-value")
    for code, result in zip(codes, answer.value, strict=False):
        ran = [
            process
            for seen in answer.told("in", int)
            if seen.value[1] == code and (process := answer.process(seen.pid))
        ]
        expect(
            len(ran) == 1,
            f"The target was called {len(ran)} times in a process of its own; once was asked for.",
            "no-real-process",
        )
        received = [
            s for s in answer.outcome.evidence.signals if s.pid == ran[0].pid and s.number == signal.SIGTERM
        ]
        expect(
            not received,
            "The process was sent SIGTERM although its deadline was an hour away.",
            "signal-too-early",
        )
        word, number = well_formed(result)
        told = f"The process ended by itself with exit code {code}, in time; the answer was {result!r}."
        if number == code and word != "done":
            first_is_right = answer.value[0] == ("done", codes[0])
            fail(told, "zero-is-false" if code == 0 and first_is_right else "join-returns-none")
        diagnosis = "raw-status" if number == code << 8 else "wrong-value"
        expect((word, number) == ("done", code), told, diagnosis)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_asked_to_end(submission: Submission) -> None:
    """A process that runs past its deadline gets SIGTERM, not before, and time to react: "terminated"."""
    deadline = 0.1 if submission.start_method == "fork" else 0.05
    answer = submission.play(overstays, deadline, 3600.0, LIFE, blame=LATE)
    result = answer.value
    elsewhere(answer, [result])
    expect(answer.children != [], "No process was started at all.", "no-real-process")
    mark, *others = answer.children
    asked = [seen.at for seen in answer.told("asked")]
    asked += [
        s.at
        for s in answer.outcome.evidence.signals
        if s.number == signal.SIGTERM and s.pid in [p.pid for p in others]
    ]
    word, code = well_formed(result)
    told = f"The process ran on after {deadline:g} s and had an hour of grace; the answer was {result!r}."
    if code == 99:
        fail(
            f"The deadline was {deadline:g} s, but no SIGTERM came in {LIFE:g} s: it left by itself.",
            "no-deadline",
        )
    if asked and min(asked) - mark.begin < deadline - 0.02:
        fail(
            f"SIGTERM came {min(asked) - mark.begin:.3f} s after the call; the deadline was {deadline:g} s.",
            "signal-too-early",
        )
    expect(word != "killed", told + " It needs 0.1 s to react to SIGTERM.", "no-grace")
    expect(
        code != -signal.SIGKILL, told + " It never had the chance to react to SIGTERM.", "kill-without-term"
    )
    expect(result == ("terminated", -15), told, "raw-status" if code == signal.SIGTERM else "wrong-value")
    really = any(process.exitcode == -signal.SIGTERM for process in others)
    expect(
        really, "No process of the call was ended by SIGTERM, whatever the answer says.", "no-real-process"
    )
