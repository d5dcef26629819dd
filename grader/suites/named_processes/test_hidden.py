"""named_processes: names, arguments, all endings, slow jobs."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from typing import Any

from grader.scenario import ENDING, RAISING, code_of, drawn, fall, observe
from grader.suites.named_processes.scenes import (
    attempt,
    codes_of,
    hold,
    names,
)
from grader.testing import Schedule, Submission, check, expect, fail, in_box, scenario


@in_box
def note(home: int, *args: object, **kwargs: object) -> str:
    """Report the process's name and the arguments."""
    if os.getpid() != home:
        hold()
    observe(["note", multiprocessing.current_process().name, list(args), kwargs])
    return "done"


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
    if how in (*RAISING, *ENDING):
        fall(how)
    return number


@scenario
def named(student: Any, calls: list[Any]) -> tuple[str, object]:
    """Run jobs that report their names and arguments."""
    home = os.getpid()
    return attempt(student, [(name, note, (home, *args), kwargs) for name, args, kwargs in calls])


@scenario
def endings(student: Any, ways: dict[str, Any]) -> tuple[str, object, object]:
    """Run no job, then jobs that end in these ways."""
    _, none = attempt(student, [])
    os.environ["HOLD"] = "20"
    home = os.getpid()
    return *attempt(student, [(name, end, (home, *way), {}) for name, way in ways.items()]), none


@scenario
def slow(student: Any, ways: dict[str, Any]) -> tuple[str, object]:
    """Run jobs that take ten minutes: no pause is long enough."""
    os.environ["HOLD"], home = "600", os.getpid()
    return attempt(student, [(name, end, (home, *way), {}) for name, way in ways.items()])


@check(points=0.5)
def test_names_and_arguments(submission: Submission) -> None:
    """Every process has the name of its job, and its target gets the job's arguments."""
    random, (one, two) = submission.random, names(submission, 2)
    calls: dict[str, tuple[list[Any], dict[str, Any]]] = {
        one: ([random.randrange(1000), None], {"unit": "kg"}),
        two: ([""], {"more": [random.randrange(1000)], "zero": 0}),
    }
    answer = submission.play(named, [(name, *call) for name, call in calls.items()], schedule=Schedule())
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
def test_every_ending(submission: Submission) -> None:
    """Exit codes are those of Process.exitcode, also after an exception or a signal; no jobs give {}."""
    random, (one, two, five) = submission.random, names(submission, 3)
    number = random.choice([signal.SIGKILL, signal.SIGUSR1, signal.SIGHUP]).value
    large = random.randrange(128, 256)
    ways = {one: ("signal", number), two: ("exit", large), five: ("exit", None)}
    # By SIGTERM the suite knows who calls terminate(): no job ends so by itself.
    kinds = drawn(random, [kind for kind in RAISING + ENDING if kind != "SIGTERM"])
    answer = submission.play(endings, ways | {kind: (kind, None) for kind in kinds}, schedule=Schedule())
    codes = codes_of(answer, len(ways) + len(kinds))
    right = {one: -number, two: large, five: 0} | {kind: code_of(kind) for kind in kinds}
    shown = f"{codes.get(one)!r}, not {-number}"
    if codes.get(one) in (128 + number, number):
        fail(f"Signal {number} ended “{one}”; its exit code is given as {shown}.", "signal-as-shell")
    shown = f"“{five}” called sys.exit(), so its exit code is 0; it is given as 1."
    expect(codes.get(five) != 1, shown, "system-exit-is-failure")
    wrong = {name: code for name, code in codes.items() if code != right.get(name)}
    shown = f"These jobs end with { {name: right.get(name) for name in wrong}!r}; the answer has {wrong!r}."
    text = "exit-code-not-int" if [*wrong] == ["sys.exit('text')"] else "wrong-value"
    expect(codes == right, shown, text)
    none = answer.value[2]
    expect(none == {}, f"Without jobs the answer should be {{}}; it is {none!r}.", "wrong-value")


@check(points=0.5)
def test_slow_jobs(submission: Submission) -> None:
    """The exit codes are those of jobs that have ended, however long they take."""
    one, two = names(submission, 2)
    number = submission.random.randrange(2, 256)
    answer = submission.play(slow, {one: ("return", 0), two: ("exit", number)}, schedule=Schedule())
    codes = codes_of(answer, 2)
    right = {one: 0, two: number}
    expect(codes == right, f"The jobs end with {right!r}; the answer is {codes!r}.", "wrong-value")
