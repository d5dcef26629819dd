"""spawn_safe: numbers that tell who multiplies them, and how an answer is read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from grader.scenario import in_caller, observe
from grader.testing import (
    Answer,
    Finding,
    Scene,
    Schedule,
    Submission,
    expect,
    fail,
    in_box,
    is_about_pickling,
    ran_in_children,
    same_list,
    scenario,
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
    if not in_caller() and "CALM" in os.environ:
        observe(["in"])
        time.sleep(0.1)
        observe(["out"])


@scenario
def products(
    student: Any, numbers: list[int], factor: int, workers: int, method: str, calm: bool = False
) -> object:
    """The answer for numbers that tell who multiplies them, calmly or at once."""
    if calm:
        os.environ["CALM"] = "yes"
    answer = student.scaled([Telling(number) for number in numbers], factor, workers, method)
    if isinstance(answer, list):
        return [int(number) if isinstance(number, int) else number for number in answer]
    return answer


def ask(submission: Submission, scene: Scene, *args: object) -> Answer:
    """Play the scene in plain order; a start method that stays set has its diagnosis."""
    answer = submission.play(scene, *args, schedule=Schedule(), blame=told_of(submission))
    if any(leftover.kind == "start method" for leftover in answer.outcome.evidence.leftovers):
        submission.outcomes[-1] = (answer.outcome, {"LEAKED": "start-method-changed"})
    return answer


def told_of(submission: Submission, crashed: str | None = None) -> Callable[[Finding], str | None]:
    """The diagnosis of what goes wrong, if its text or what was written tells it, or that of a crash."""

    def why(finding: Finding) -> str | None:
        written = submission.outcomes[-1][0].stderr
        if finding.verdict.value == "NOT_STARTED":
            return None
        return told_by(str(finding) + written) or (crashed if finding.verdict.value == "CRASHED" else None)

    return why


def told_by(text: str) -> str | None:
    """The misconception behind an exception, if its text tells."""
    if "bootstrapping phase" in text:
        return "no-main-guard"
    if is_about_pickling(text) or "Can't get attribute" in text:
        return "unpicklable-target"
    return "global-set-in-parent" if "is not defined" in text else None


def are_products(answer: Answer, numbers: list[int], factor: int) -> None:
    """End the check unless the answer is these products, in order, and none was made in the caller."""
    ran_in_children(answer, word="product", what="A multiplication")
    expect(bool(answer.children), "No other process was started.", "no-real-process")
    same_list(answer.value, [number * factor for number in numbers])


def started_with(answer: Answer) -> set[str]:
    """How the processes that multiplied were started; all others if the numbers did not tell."""
    pids = {seen.pid for seen in answer.seen}
    workers = [p for p in answer.children if p.pid in pids or not pids]
    kinds = {p.pid: p.kind.value for p in answer.outcome.evidence.processes}
    return {
        "forkserver" if kinds.get(p.parent) == "service" else "spawn" if p.execs else "fork" for p in workers
    }


def misprinted(text: str, right: list[str]) -> str:
    """What was misunderstood by who printed this."""
    if len(text.split()) > len(right):
        return "prints-on-import"
    if not text.strip():
        return "script-prints-nothing"
    return "printed-as-list" if text.startswith("[") else "wrong-value"


def printed(submission: Submission, method: str, factor: int, numbers: list[int]) -> None:
    """Run the script; end the check unless it prints the products, and nothing else."""
    argv = [method, str(factor), *map(str, numbers)]
    line = " ".join(["python spawn_safe.py", *argv])

    def again(_: Finding) -> str | None:
        return "no-main-guard" if "bootstrapping phase" in submission.outcomes[-1][0].stderr else None

    answer = submission.run(*argv, wall_seconds=3.0, blame=again)
    if "bootstrapping phase" in answer.stderr:
        fail(f"`{line}`: a new process ran the script again, as it imported it.", "no-main-guard")
    right = [str(number * factor) for number in numbers]
    text = answer.stdout
    one_line = text.split() == right and "\n" not in text.strip("\n")
    more = misprinted(text, right)
    shown = f"`{line}` should print `{' '.join(right)}` on one line; it printed {text!r:.200}."
    expect(one_line, shown, told_by(answer.stderr) or more)
    expect(answer.stderr == "", f"`{line}` wrote to stderr: {answer.stderr.strip()[-200:]!r}.", "wrong-value")
    shown = f"`{line}` should end with exit code 0; it is {answer.value}."
    expect(answer.value == 0, shown, "result-is-exit-code")
