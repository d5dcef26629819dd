"""run_with_deadline: targets that know where they run, and how an answer is read."""

from __future__ import annotations

import os
import threading
from typing import Any

from grader.runner.stage import observe
from grader.testing import Answer, expect, fail, in_box


@in_box
class Caller:
    """What happened in the calling process; other processes have their own copy."""

    ran_target = False


@in_box
def at_home(caller: int) -> bool:
    """Whether a target runs in the calling process, where it must do nothing more."""
    if os.getpid() != caller:
        return False
    Caller.ran_target = True
    observe(["home", threading.current_thread() is threading.main_thread()])
    return True


@in_box
def ask(student: Any, target: Any, args: tuple[object, ...], limits: tuple[float, float]) -> object:
    """One call; an exception travels out unless the target ran in this process."""
    try:
        return student.run_with_deadline(target, args, *limits)
    except Exception as error:
        if not Caller.ran_target:
            raise
        return f"{type(error).__name__}: {error}"


def elsewhere(answer: Answer, results: list[Any]) -> None:
    """End the check if a target ran in the calling process."""
    home = [seen.value[1] for seen in answer.told("home", bool) if seen.pid == answer.caller.pid]
    if not home:
        return
    if not all(home):
        fail(
            "The target ran in a thread of the calling process; a process of its own was asked for.",
            "threads-instead",
        )
    unstarted = any(isinstance(result, str) and "started process" in result for result in results)
    fail(
        "The target ran in the calling process, not in a process of its own.",
        "run-for-start" if unstarted else "no-real-process",
    )


def well_formed(result: object) -> tuple[str, int]:
    """The result, if it is a tuple of a word and a number."""
    word, code = result if isinstance(result, tuple) and len(result) == 2 else ("", 0)
    waited = f"{result!r}: the exit code is None as long as nobody has waited for the process."
    expect(code is not None, waited, "no-wait")
    right = word in ("done", "terminated", "killed") and type(code) is int
    expect(right, f'A tuple such as ("done", 0) was asked for; the answer was {result!r}.', "wrong-type")
    return word, code
