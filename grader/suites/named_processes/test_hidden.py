"""named_processes: names, arguments, all at once, all endings, slow jobs, the caller's other children."""

from __future__ import annotations

import itertools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
from typing import Any

from grader.runner.stage import meet, observe, signal_for, wait_for
from grader.suites.named_processes.scenes import attempt, hold, let_go_when_waiting, sleeping_is_no_waiting
from grader.testing import Answer, Submission, check, expect, fail, in_box, scenario

NO_CODE = "exitcode is None while the process runs, and join() returns None in every case."
WORDS = ["mill", "oven", "press", "saw", "wheel"]


@in_box
def note(home: int, *args: object, **kwargs: object) -> str:
    """Report the process's name and the arguments."""
    if os.getpid() != home:
        hold()
    observe(["note", multiprocessing.current_process().name, list(args), kwargs])
    return "done"


@in_box
def gather(home: int, parties: int) -> None:
    """Report whether all parties were here at once."""
    if os.getpid() == home:
        observe(["met", False])
        return
    hold()
    observe(["met", meet("jobs", parties, 4.0)])


@in_box
def end(home: int, how: str, number: int | None) -> int | None:
    """End the process in this way; leave the caller ``home`` alive."""
    observe(["end", how])
    if os.getpid() == home:
        return number
    hold()
    if how == "signal" and number:
        os.kill(os.getpid(), number)
    if how == "exit":
        sys.exit(number)
    if how == "text":
        sys.exit(f"job {number} gives up")
    if how == "raise":
        raise LookupError(number)
    return number


@in_box
def stay() -> None:
    """Stay until the scenario says that it is over."""
    wait_for("over", 4.0)


@scenario
def named(student: Any, calls: list[Any]) -> tuple[str, object]:
    """Run jobs that report their names and arguments."""
    let_go_when_waiting()
    home = os.getpid()
    return attempt(student, [(name, note, (home, *args), kwargs) for name, args, kwargs in calls])


@scenario
def together(student: Any, names: list[str]) -> tuple[str, object]:
    """Run jobs that wait for each other."""
    let_go_when_waiting()
    home, parties = os.getpid(), len(names)
    return attempt(student, [(name, gather, (home,), {"parties": parties}) for name in names])


@scenario
def endings(student: Any, ways: dict[str, Any]) -> tuple[str, object, object]:
    """Run no job, then jobs that end in these ways."""
    _, none = attempt(student, [])
    let_go_when_waiting()
    home = os.getpid()
    return *attempt(student, [(name, end, (home, *way), {}) for name, way in ways.items()]), none


@scenario
def slow(student: Any, ways: dict[str, Any]) -> tuple[str, object]:
    """Run jobs that outlast the caller's sleeps and its first time limits, however long these are."""
    home, wait, left = os.getpid(), multiprocessing.connection.wait, list(ways) * 2

    def hasty(things: Any, timeout: float | None = None) -> list[Any]:
        if os.getpid() == home and timeout and left:
            left.pop()
            timeout = 0
        return wait(things, timeout)

    multiprocessing.connection.wait = hasty  # type: ignore[assignment]
    with sleeping_is_no_waiting(student):
        return attempt(student, [(name, end, (home, *way), {}) for name, way in ways.items()])


@scenario
def with_others(student: Any, ways: dict[str, Any]) -> tuple[str, object, bool, bool]:
    """Call while one child of the caller runs, and another has ended and awaits its wait."""
    running = multiprocessing.Process(target=stay)
    running.start()
    ended = os.fork()
    if ended == 0:
        os._exit(5)
    os.waitid(os.P_PID, ended, os.WEXITED | os.WNOWAIT)
    let_go_when_waiting()
    home = os.getpid()
    answer = attempt(student, [(name, end, (home, *way), {}) for name, way in ways.items()])
    try:
        status = os.waitpid(ended, 0)[1]
    except ChildProcessError:
        status = -1
    alive = running.is_alive()
    signal_for("over")
    running.join()
    return *answer, alive, os.WEXITSTATUS(status) == 5


def codes_of(answer: Answer, jobs: int) -> dict[str, object]:
    """The exit codes that run_named answered; ends the check if something else went wrong first."""
    how, codes, *_ = answer.value
    if how == "not sent":
        fail(f"The process could not be started: {codes}", "unpicklable-target")
    if any(seen.pid == answer.caller.pid for seen in answer.seen):
        if how == "not started":
            fail(f"A job ran in the caller's own process, and then: {codes}", "run-for-start")
        kind = "threads-instead" if answer.caller.threads > 1 else "no-real-process"
        fail("A job ran in the caller's own process.", kind)
    expect(how == "returned", f"join() failed: {codes}. Was the process started?", "run-for-start")
    shown = f"{jobs} jobs were given; the answer is {codes!r}"
    expect(isinstance(codes, dict), f"{shown}.", "wrong-type")
    pids = {seen.pid for seen in answer.seen}
    expect(codes != {} or not pids, f"{shown}, although {len(pids)} processes ran.", "set-in-child")
    expect(None not in codes.values(), f"{shown}. {NO_CODE}", "exitcode-before-join")
    expect(-15 not in codes.values(), f"{shown}: signal 15 is what terminate() sends.", "terminate-for-join")
    if len(answer.seen) < jobs and "TypeError" in answer.stderr:
        fail(f"{len(answer.seen)} of {jobs} targets began; the arguments did not fit.", "args-ignored")
    begun = f"{len(answer.seen)} calls of a target were seen for {jobs} jobs."
    expect(len(answer.seen) == jobs, begun, "wrong-value")
    return dict(codes)


def names(submission: Submission, count: int) -> list[str]:
    """Different names, fresh in every run."""
    return [f"{word} {submission.random.randrange(1000)}" for word in submission.random.sample(WORDS, count)]


@check(points=0.5)
def test_names_and_arguments(submission: Submission) -> None:
    """Every process has the name of its job, and its target gets the job's arguments."""
    random, (one, two) = submission.random, names(submission, 2)
    calls: dict[str, tuple[list[Any], dict[str, Any]]] = {
        one: ([random.randrange(1000), None], {"unit": "kg"}),
        two: ([""], {"more": [random.randrange(1000)], "zero": 0}),
    }
    answer = submission.play(named, [(name, *call) for name, call in calls.items()])
    codes_of(answer, 2)
    notes = answer.told("note", str, list, dict)
    found = sorted(seen.value[1] for seen in notes)
    shown = f"The processes should be named {sorted(calls)!r}; they are {found!r}."
    expect(found == sorted(calls), shown, "names-ignored")
    for seen in notes:
        _, name, args, kwargs = seen.value
        right = f"args {tuple(calls[name][0])!r} and kwargs {calls[name][1]!r}"
        got = f"args {tuple(args)!r} and kwargs {kwargs!r}"
        shown = f"The job “{name}” was given {right}; its target got {got}."
        expect((args, kwargs) == calls[name], shown, "args-ignored")


@check(points=0.5)
def test_all_at_once(submission: Submission) -> None:
    """All jobs run at once: they can wait for each other."""
    answer = submission.play(together, names(submission, 3))
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


@check(points=0.5)
def test_every_ending(submission: Submission) -> None:
    """Exit codes are those of Process.exitcode, also after an exception or a signal; no jobs give {}."""
    random, (one, two, three, four, five) = submission.random, names(submission, 5)
    number = random.choice([signal.SIGKILL, signal.SIGUSR1, signal.SIGHUP]).value
    ways = {
        one: ("signal", number),
        two: ("text", 3),
        three: ("raise", 4),
        four: ("exit", random.randrange(128, 256)),
        five: ("exit", None),
    }
    answer = submission.play(endings, ways)
    codes = codes_of(answer, 5)
    right = {one: -number, two: 1, three: 1, four: ways[four][1], five: 0}
    shown = f"{codes.get(one)!r}, not {-number}"
    if codes.get(one) in (128 + number, number):
        fail(f"Signal {number} ended “{one}”; its exit code is given as {shown}.", "signal-as-shell")
    shown = f"“{five}” called sys.exit(), so its exit code is 0; it is given as 1."
    expect(codes.get(five) != 1, shown, "system-exit-is-failure")
    expect(codes == right, f"The jobs end with {right!r}; the answer is {codes!r}.", "wrong-value")
    none = answer.value[2]
    expect(none == {}, f"Without jobs the answer should be {{}}; it is {none!r}.", "wrong-value")


@check(points=0.5)
def test_slow_jobs(submission: Submission) -> None:
    """The exit codes are those of jobs that have ended, however long they take."""
    one, two = names(submission, 2)
    number = submission.random.randrange(2, 256)
    answer = submission.play(slow, {one: ("return", 0), two: ("exit", number)})
    codes = codes_of(answer, 2)
    right = {one: 0, two: number}
    expect(codes == right, f"The jobs end with {right!r}; the answer is {codes!r}.", "wrong-value")


@check(points=0.5)
def test_other_children(submission: Submission) -> None:
    """The caller's other children, running or ended, are left alone."""
    one, two = names(submission, 2)
    answer = submission.play(with_others, {one: ("return", 0), two: ("return", 0)})
    _, _, alive, there = answer.value
    codes_of(answer, 2)
    gone = "A child that the caller had before was still running; when the function returned it had ended."
    expect(alive, gone + " The function waited for it, or ended it.", "ignores-other-children")
    taken = "A child that the caller had before had ended; the function took its exit status away."
    expect(there, taken, "ignores-other-children")
