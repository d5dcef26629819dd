"""run_isolated: a function that ends as its steps say, and how an answer is read."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from grader.scenario import act, in_caller, name_of, observe
from grader.testing import Answer, Finding, ProcessRecord, Schedule, Submission, expect, in_box, scenario

End = tuple[str, int]
PLAIN = Schedule()


@in_box
def fn() -> object:
    """Report the call, and end as the environment says; in the caller's process, by a return."""
    observe(["called"])
    for step in json.loads(os.environ["STEPS"]):
        match step:
            case ["returned", value]:
                return value
            case ["returned a lambda"]:
                return lambda: None
            case _ if in_caller():
                continue
            case ["called os._exit", code]:
                observe(["done"])
                os._exit(code)
            case ["called sys.exit", *argument]:
                sys.exit(*argument)
            case ["was ended by signal", number]:
                os.kill(os.getpid(), number)
                time.sleep(600.0)
        act(step)
    return None


@in_box
def leave_cores(module: Any) -> None:
    """Have the waits of os tell what they tell where memory is kept after a signal: a bit of the status."""

    def on_such_a_machine(wait: Callable[..., Any]) -> Callable[..., Any]:
        def waited(*args: Any, **more: Any) -> Any:
            found = wait(*args, **more)
            return (found[0], found[1] | 0x80, *found[2:]) if os.WIFSIGNALED(found[1]) else found

        return waited

    for wait in (os.waitpid, os.wait, os.wait3, os.wait4):
        there = on_such_a_machine(wait)
        for place in (os, module):
            for name in [name for name, thing in vars(place).items() if thing is wait]:
                setattr(place, name, there)


@scenario
def isolated(student: Any, steps: list[Any], core: bool) -> object:
    """The answer about a function that does these steps."""
    os.environ["STEPS"] = json.dumps(steps)
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # for a child that is a new interpreter
    if core:
        leave_cores(student.module)
    return student.run_isolated(fn)


def ran_elsewhere(answer: Answer) -> ProcessRecord | None:
    """The process that called fn; ends the check unless fn was called once, and not in the caller."""
    places, caller = [seen.pid for seen in answer.told("called")], answer.caller.pid
    early = any(child.end is None for child in answer.children)
    shown = "The function returned before its child had come to call fn."
    expect(places != [] or not early, shown, "process-left")
    expect(places != [], "fn was never called.", "wrong-value")
    shown = f"fn ran in process {caller}, the caller's own"
    in_thread = set(places) == {caller} and answer.caller.threads > 1
    expect(not in_thread, f"{shown}: a thread is not a process.", "threads-instead")
    expect(set(places) != {caller}, f"{shown}.", "no-real-process")
    expect(caller not in places, f"{shown}, and in another one.", "runs-in-both")
    expect(len(places) == 1, f"fn was called {len(places)} times; once was asked for.", "wrong-value")
    return answer.process(places[0])


def did(step: list[Any]) -> str:
    """What fn did in the end, for a message."""
    if step[0] == "fall":
        return f"raised {name_of(step[1])} ({step[1]})"
    return " ".join([step[0], *map(repr, step[1:])])


def ends(
    submission: Submission,
    *steps: list[Any],
    right: End,
    wrong: Mapping[End, str] | None = None,
    otherwise: str = "wrong-value",
    escaped: str = "",
    also: End | None = None,
    core: bool = False,
    schedule: Schedule = PLAIN,
) -> None:
    """End the check unless fn runs once, in a process of its own, and ``right`` tells how it ended.

    ``wrong`` has the diagnoses of other answers, ``also`` is as right; ``escaped`` is that of a child that
    comes back by what fn has raised.
    """

    def comes_back(finding: Finding) -> str | None:
        came = submission.outcomes[-1][0].escapes
        own = steps[-1][0] == "fall" and came and came[0].by != name_of(steps[-1][1])
        return escaped if escaped and finding.verdict.value == "ESCAPED" and not own else None

    answer = submission.play(isolated, [*steps], core, blame=comes_back, schedule=schedule)
    child, told = ran_elsewhere(answer), answer.value
    done = steps[0][0] != "stay" or answer.told("done") != []
    expect(done, f"Before fn was done, the function returned {told!r}.", "process-left")
    if also is not None and told == also:
        right = also
    known: dict[Any, str] = {("exit", right[1] << 8): "raw-status"} if right[0] == "exit" and right[1] else {}
    known |= wrong or {}
    if right[0] == "signal" and isinstance(told, tuple) and told[:1] == ("exit",):
        otherwise = "signal-taken-for-exit"
    why = next((why for end, why in known.items() if told == end), otherwise)
    expect(told == right, f"fn {did(steps[-1])}: the answer should be {right!r}; it is {told!r}.", why)
    number = right[1] if right[0] == "exit" else -right[1]
    if child is not None and child.end is not None:
        shown = f"The answer is {right!r}, but the process that called fn ended with {child.exitcode}."
        expect(child.exitcode == number, shown, "believes-message")
