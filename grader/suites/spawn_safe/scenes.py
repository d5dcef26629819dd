"""spawn_safe: numbers that tell who multiplies them, and how an answer is read."""

import importlib
import multiprocessing
import multiprocessing.context
import sys
import time
from typing import Any

from grader.scenario import observe
from grader.testing import Answer, Blame, Finding, Submission, expect, in_box, same_list, scenario, told_by


@in_box
class Telling(int):
    """A number that tells who multiplies it, which takes a while."""

    def __mul__(self, other: Any) -> Any:
        observe(["in"])
        time.sleep(0.1)
        observe(["out"])
        return int(self) * int(other)

    __rmul__ = __mul__


@in_box
class Watched(multiprocessing.context.DefaultContext):
    """Tells who sets the start method, whether or not it is set back."""

    def __setattr__(self, name: str, value: Any) -> None:
        observe(["set", name])
        super().__setattr__(name, value)


@scenario
def as_imported(student: Any, argv: list[str]) -> str:
    """The start method after the import, by a script that was given these arguments if there are any."""
    if argv:
        sys.argv[1:] = argv
        importlib.reload(importlib.import_module("spawn_safe"))
    return multiprocessing.get_start_method()


@scenario
def products(student: Any, numbers: list[int], factor: int, workers: int, method: str) -> object:
    """The answer for numbers that tell who multiplies them."""
    everybodys: Any = multiprocessing.set_start_method
    everybodys.__self__.__class__ = Watched
    answer = student.scaled([Telling(number) for number in numbers], factor, workers, method)
    return (
        [int(one) if isinstance(one, int) else one for one in answer] if isinstance(answer, list) else answer
    )


def blamed(source: str, crashed: str | None = None) -> Blame:
    """What tells why there is no answer: its text, or what was written; ``crashed`` if nothing does."""

    def why(finding: Finding) -> str | None:
        return told_by(str(finding) + finding.answer.stderr, source)

    return {"DEADLOCKED": why, "TIMED_OUT": why, "CRASHED": lambda finding: why(finding) or crashed}


def ask(submission: Submission, numbers: list[int], factor: int, *how: object) -> Answer:
    """The products in plain order, from so many workers by a method; ends the check unless they are right."""
    answer = submission.play(products, numbers, factor, *how, blame=blamed(submission.source))
    right = [number * factor for number in numbers]
    pairs = zip(answer.value, right, strict=False) if isinstance(answer.value, list) else ()
    wrapped = any(isinstance(got, int) and got != one and (got - one) % 2**32 == 0 for got, one in pairs)
    same_list(answer.value, right, "number-outgrown" if wrapped else "wrong-value")
    return answer


def printed(submission: Submission, method: str, factor: int, numbers: list[int]) -> None:
    """Run the script; end the check unless it prints the products, and nothing else."""
    argv = [method, str(factor), *map(str, numbers)]
    answer = submission.run(*argv, wall_seconds=2.0, blame=blamed(submission.source))
    right, text = [str(number * factor) for number in numbers], answer.stdout
    wrote = f"wrote to stderr: {answer.stderr.strip()[-200:]!r}" if answer.stderr else ""
    why = "printed-as-list" if text.startswith("[") else "wrong-value"
    if not text.strip():
        why = "wrong-value" if wrote else "script-prints-nothing"
    elif len(text.split()) > len(right) and submission.play(as_imported, []).stdout:
        why = "prints-on-import"
    line = f"`python spawn_safe.py {' '.join(argv)}`"
    shown = f"{line} should print `{' '.join(right)}` on one line; it printed {text!r:.200}."
    shown += f" It {wrote}." if wrote else ""
    one_line = text.split() == right and "\n" not in text.strip("\n")
    known = told_by(answer.stderr, submission.source)
    expect(one_line, shown, known or why)
    expect(answer.stderr == "", f"{line} {wrote}.", known or "wrong-value")
    expect(
        answer.value == 0, f"{line} should end with exit code 0; it is {answer.value}.", "result-is-exit-code"
    )
    ways = {answer.start_method(child) for child in answer.children}
    shown = f"{line} should print what `scaled` gives; the processes that it started: {sorted(ways)}."
    right_way = method in ways or not numbers
    expect(right_way, shown, "start-method-ignored" if ways else "no-real-process")
