"""run_isolated: functions that end in different ways, and how an answer is read."""

from __future__ import annotations

import os
import sys
from typing import Any

from grader.runner.raises import fall
from grader.runner.stage import observe
from grader.testing import Answer, expect, fail, in_box


@in_box
def elsewhere() -> bool:
    """Report the call; whether this is a process other than the caller's."""
    observe(["called"])
    return os.environ["CALLER"] != str(os.getpid())


@in_box
def leave() -> None:
    """End by os._exit with the given number."""
    if elsewhere():
        os._exit(int(os.environ["GIVEN"]))


@in_box
def exit_with_number() -> None:
    """Call sys.exit with the given number."""
    if elsewhere():
        sys.exit(int(os.environ["GIVEN"]))


@in_box
def raise_given() -> None:
    """Raise the given kind of exception."""
    if elsewhere():
        fall(os.environ["GIVEN"])


@in_box
def run(student: Any, name: str, given: object, others: dict[str, Any]) -> object:
    """The answer about the function of that name, of this module or of ``others``."""
    os.environ["CALLER"], os.environ["GIVEN"] = str(os.getpid()), str(given)
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # for a child that is a new interpreter
    answer: object = student.run_isolated(others.get(name) or globals()[name])
    return answer


def ran_elsewhere(answer: Answer) -> None:
    """End the check unless fn was called once and in another process, by the kernel's word."""
    places = [seen.pid for seen in answer.told("called")]
    caller = answer.caller.pid
    early = not places and any(child.end is None for child in answer.children)
    expect(not early, "The function returned before its child had come to call fn.", "process-left")
    expect(places != [], "fn was never called.", "wrong-value")
    if set(places) == {caller} and answer.caller.threads > 1:
        fail(f"fn ran in process {caller}, the caller's own: a thread is not a process.", "threads-instead")
    expect(set(places) != {caller}, f"fn ran in process {caller}, the caller's own.", "no-real-process")
    if caller in places:
        message = f"fn ran in process {places[0]} and in process {places[1]}; process {caller} is the caller."
        fail(message, "runs-in-both")
    expect(len(places) == 1, f"fn was called {len(places)} times; once was asked for.", "wrong-value")


def is_end(answer: Answer, told: object, right: tuple[str, int], message: str) -> None:
    """End the check unless this is the answer, and the process that called fn really ended so."""
    expect(told == right, message, "wrong-value")
    child = answer.process(answer.told("called")[0].pid)
    how, number = right
    if (
        child is not None
        and child.end is not None
        and child.exitcode != (number if how == "exit" else -number)
    ):
        code = child.exitcode or 0
        ended = f"exit code {code}" if code >= 0 else f"signal {-code}"
        fail(
            f"The answer is {right!r}, but the process that called fn ended with {ended}.", "believes-message"
        )
