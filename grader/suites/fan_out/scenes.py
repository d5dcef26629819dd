"""fan_out: tasks that report who runs them, and how an answer is read."""

from __future__ import annotations

import os
import time
from typing import Any

from grader.scenario import meet, observe
from grader.testing import Answer, expect, fail, in_box


@in_box
def enter(number: int, seconds: float | None = None) -> bool:
    """Report the call, wait for the others, and stay: so long, or until those before have ended.

    Whether this is a process other than the caller's.
    """
    observe(["task", number])
    if os.environ["CALLER"] == str(os.getpid()):
        return False
    meet("all", int(os.environ["N"]), patience=1.0)
    time.sleep(number / 100 if seconds is None else seconds)
    return True


@in_box
def codes_of(student: Any, n: int, task: Any) -> object:
    """Call fan_out; the answer as it is."""
    os.environ["CALLER"], os.environ["N"] = str(os.getpid()), str(n)
    answer: object = student.fan_out(n, task)
    return answer


def by_number(answer: Answer) -> dict[int, int]:
    """Number of each task that was called to the pid that called it."""
    return {seen.value[1]: seen.pid for seen in answer.told("task", int)}


def ran_in_children(answer: Answer, n: int) -> None:
    """End the check unless each task was called once, and each in a process of its own."""
    called = [(seen.value[1], seen.pid) for seen in answer.told("task", int)]
    if any(pid == answer.caller.pid for _, pid in called):
        used_thread = answer.caller.threads > 1
        fail(
            "A task ran in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    numbers = sorted(number for number, _ in called)
    if numbers != list(range(n)):
        in_the_loop(answer)
    expect(
        numbers == list(range(n)),
        f"task was called with {numbers}; once with each of 0 to {n - 1} was asked for.",
    )
    pids = len({pid for _, pid in called})
    expect(pids == n, f"{n} tasks ran in {pids} processes; each was to have its own.", "no-real-process")


def in_the_loop(answer: Answer) -> None:
    """End the check if children that run a task forked others that do: then that is why."""
    pids = {seen.pid for seen in answer.told("task", int)}
    grown = [child for child in answer.children if child.pid in pids and child.parent in pids]
    if grown:
        fail(
            f"{len(pids)} processes ran a task, and children forked {len(grown)} of them: "
            "a child went on with the loop that forks.",
            "child-in-the-loop",
        )


def has_codes(answer: Answer, right: list[int], codes: object, lost: str | None = None) -> None:
    """End the check unless the answer is ``right`` and the children really ended so."""
    shown = f"The exit codes are {right}; the answer is {codes!r}."
    if codes != right:
        in_the_loop(answer)
    if codes == [code << 8 for code in right] and right != codes:
        fail(shown, "raw-status")
    expect(isinstance(codes, list), shown, "wrong-type")
    if codes != right and isinstance(codes, list) and sorted(map(str, codes)) == sorted(map(str, right)):
        fail(f"{shown} They belong to other children.", "completion-order")
    expect(codes == right, shown, lost)
    for number, pid in by_number(answer).items():
        child = answer.process(pid)
        if child is not None and child.end is not None and child.exitcode != right[number]:
            in_the_loop(answer)
            fail(
                f"task({number}) gave {right[number]}, but the process that called it ended with exit code "
                f"{child.exitcode}.",
                "code-not-exited",
            )
