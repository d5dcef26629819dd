"""one_at_a_time: steps of threads and processes, whose sections tell of themselves, and how that is read."""

import importlib
import os
import threading
import time
from typing import Any

from grader.scenario import RAISING, fall, name_of, observe, work
from grader.testing import Answer, Submission, expect, in_box, scenario


@in_box
def ask(student: Any, item: list[Any]) -> None:
    """Ask for a section that does what an item says, and tell what came back; its name is its result."""
    try:
        came = student.one_at_a_time(lambda: fall(item[1]) if item[0] == "fall" else work(item))
    except NotImplementedError:
        raise
    except BaseException as error:
        came = type(error).__name__
    observe(["back", item[-1], came])


@in_box
def do(student: Any, steps: list[list[Any]]) -> None:
    """Do steps in this process, one after the other; a step that is an item asks for a section.

    ``["threads", items, step, ...]`` asks in several threads, and does steps while one is in its section.
    ``["fork", steps, step, ...]`` does the first steps in a child, and meanwhile the others here.
    ``["again"]`` imports the module anew: this process is its first one, then.
    """
    for step in steps:
        match step:
            case ["threads", items, *more]:
                threads = [threading.Thread(target=ask, args=(student, item)) for item in items]
                for thread in threads:
                    thread.start()
                time.sleep(1.0)  # by the request's clock, which stands while anybody can go on
                do(student, more)
                for thread in threads:
                    thread.join()
            case ["fork", inner, *more] if pid := os.fork():
                do(student, more)
                os.waitpid(pid, 0)
            case ["fork", inner, *_]:
                try:
                    do(student, inner)
                finally:
                    os._exit(0)
            case ["again"]:
                importlib.reload(importlib.import_module("one_at_a_time"))
            case _:
                ask(student, step)


@scenario
def done(student: Any, steps: list[list[Any]]) -> None:
    """Do steps, and ask once more. Threads are for a child: in the caller they would be leftovers."""
    do(student, [*steps, ["give", "last"]])


def take_turns(submission: Submission, steps: list[Any], *names: str, **more: Any) -> None:
    """End the check unless each section that steps ask for runs once and comes back, alone in its process."""
    every: dict[str, Any] = {"held_back": (), "random": 0, "haste": 0.0, "preemptions": 2}
    every["blame"] = {"DEADLOCKED": "lock-held-at-fork"}
    for answer in submission.schedules(done, steps, **every | more):
        met = [seen.value[1] for seen in answer.told("met", bool)]
        shown = "Parent and child waited for each other, each in its section, and did not meet."
        expect(all(met), shown, "waits-for-other-process")
        began = [seen.value[1][-1] for seen in answer.told("in", list[object])]
        back = {seen.value[1]: seen.value[2] for seen in answer.told("back", str, object)}
        for name in ("last", *names):
            times, got = began.count(name), back.get(name)
            shown = f"The section {name!r} should be called once; it was called {times} times."
            expect(times == 1 or name in RAISING, shown, "wrong-value" if times else "section-not-called")
            right = name_of(name) if name in RAISING else name
            shown = f"The section {name!r} ended with {right!r}; the call gave {got!r}."
            expect(got == right, shown, "exception-swallowed" if name in RAISING else "wrong-value")
        stayed_alone(answer)


def stayed_alone(answer: Answer) -> None:
    """End the check unless no section began while another one of its process was still going on."""
    inside: dict[int, object] = {}
    for seen in answer.told(("in", "out"), list[object]):
        word, (*_, name) = seen.value
        other = inside.pop(seen.pid, None)
        shown = f"In one process the section {name!r} began while {other!r} was still going on."
        expect(word == "out" or other is None, shown, "two-at-once")
        if word == "in":
            inside[seen.pid] = name
