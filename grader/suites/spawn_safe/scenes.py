"""spawn_safe: numbers that tell who multiplies them, and how an answer is read."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from typing import Any

from grader.scenario import observe
from grader.testing import (
    Answer,
    Finding,
    Scene,
    Schedule,
    Submission,
    diagnosed,
    expect,
    fail,
    in_box,
    is_about_pickling,
)


@in_box
class Telling(int):
    """A number that tells which process multiplies it."""

    def __mul__(self, other: Any) -> Any:
        note()
        return int(self) * int(other)

    def __rmul__(self, other: Any) -> Any:
        note()
        return int(other) * int(self)

    def __reduce__(self) -> Any:
        return Telling, (int(self),)


@in_box
def note() -> None:
    """Report a multiplication, which takes a while in another process if the environment says so."""
    observe(["product"])
    if os.environ.get("CALLER") != str(os.getpid()) and "CALM" in os.environ:
        observe(["in"])
        time.sleep(0.1)
        observe(["out"])


@in_box
def told(student: Any, numbers: list[int], factor: int, workers: int, method: str) -> tuple[object, str]:
    """The answer for numbers that tell who multiplies them, and the caller's start method afterwards."""
    os.environ["CALLER"] = str(os.getpid())
    answer = student.scaled([Telling(number) for number in numbers], factor, workers, method)
    if isinstance(answer, list):
        answer = [int(number) if isinstance(number, int) else number for number in answer]
    return answer, multiprocessing.get_start_method()


def ask(submission: Submission, scene: Scene, *args: object, **more: Any) -> Answer:
    """Play the scene in plain order; what goes wrong has the diagnosis that its text tells."""
    with diagnosed(lambda finding: told_of(submission, finding)):
        answer = submission.play(scene, *args, schedule=Schedule(), **more)
    return judged(submission, answer)


def each(submission: Submission, scene: Scene, *args: object, **more: Any) -> Iterator[Answer]:
    """Play the scene under many orders, as :func:`ask` does under one."""
    with diagnosed(lambda finding: told_of(submission, finding)):
        for answer in submission.schedules(scene, *args, **more):
            yield judged(submission, answer)


def told_of(submission: Submission, finding: Finding) -> str | None:
    """The diagnosis of what goes wrong, if its text or what was written tells it."""
    written = submission.outcomes[-1][0].stderr if submission.outcomes else ""
    return None if finding.verdict.value == "NOT_STARTED" else told_by(str(finding) + written)


def judged(submission: Submission, answer: Answer) -> Answer:
    """The answer; a start method that stays set has its diagnosis."""
    if any(leftover.kind == "start method" for leftover in answer.outcome.evidence.leftovers):
        submission.outcomes[-1] = (submission.outcomes[-1][0], {"LEAKED": "start-method-changed"})
    return answer


def told_by(text: str) -> str | None:
    """The misconception behind an exception, if its text tells."""
    if "bootstrapping phase" in text:
        return "no-main-guard"
    if is_about_pickling(text) or "Can't get attribute" in text:
        return "unpicklable-target"
    return "global-set-in-parent" if "is not defined" in text else None


def ran_elsewhere(answer: Answer) -> None:
    """End the check if something was multiplied in the caller's process, or no other process was there."""
    caller = answer.caller
    if any(seen.pid == caller.pid for seen in answer.seen):
        used_thread = caller.threads > 1 and not answer.children
        fail(
            "A number was multiplied in the caller's own process"
            + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    expect(bool(answer.children), "No other process was started.", "no-real-process")


def started_with(answer: Answer) -> set[str]:
    """How the processes that multiplied were started; all others if the numbers did not tell."""
    pids = {seen.pid for seen in answer.seen}
    workers = [p for p in answer.children if p.pid in pids or not pids]
    kinds = {p.pid: p.kind.value for p in answer.outcome.evidence.processes}
    return {
        "forkserver" if kinds.get(p.parent) == "service" else "spawn" if p.execs else "fork" for p in workers
    }


def is_list(value: object, right: list[int], diagnosis: str = "wrong-value") -> None:
    """End the check unless the value is this list."""
    expect(isinstance(value, list), f"The answer should be a list; it is {value!r}.", "wrong-type")
    shown = f"The answer should be {right!r}; it is {value!r}."
    expect(value == right, shown, diagnosis)


def runs_again(submission: Submission) -> bool:
    """Whether a new process ran the script again, as it imported it."""
    return bool(submission.outcomes) and "bootstrapping phase" in submission.outcomes[-1][0].stderr


def printed(submission: Submission, method: str, factor: int, numbers: list[int]) -> None:
    """Run the script; end the check unless it prints the products, and nothing else."""
    line = " ".join(["python spawn_safe.py", method, str(factor), *map(str, numbers)])
    with diagnosed(lambda _: "no-main-guard" if runs_again(submission) else None):
        answer = submission.run(method, str(factor), *map(str, numbers), wall_seconds=3.0)
    if "bootstrapping phase" in answer.stderr:
        fail(f"`{line}`: a new process ran the script again, as it imported it.", "no-main-guard")
    right = [str(number * factor) for number in numbers]
    text = answer.stdout
    expect(
        text.split() == right and "\n" not in text.strip("\n"),
        f"`{line}` should print `{' '.join(right)}` on one line; it printed {text!r:.200}.",
        told_by(answer.stderr) or ("prints-on-import" if len(text.split()) > len(right) else "wrong-value"),
    )
    expect(answer.stderr == "", f"`{line}` wrote to stderr: {answer.stderr.strip()[-200:]!r}.", "wrong-value")
    expect(
        answer.value == 0,
        f"`{line}` should end with exit code 0; it is {answer.value}.",
        "result-is-exit-code",
    )
