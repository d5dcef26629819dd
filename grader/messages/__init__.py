"""Every sentence that forklore says to people; here those of the renderers and the command line to a learner.

Voice: what happened, the smallest evidence, one next step. What a suite says arrives in ``CheckResult``.
Lower layers give facts, and the modules here make the sentences. Only authors and developers read an
AuthoringError, a GraderError, a WireError or an error of Python's: those keep a text of their own.
A UsageError, a SetupError, a Refusal and a Finding of the engine take theirs from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grader.verdict import Verdict

WORDS: Final[dict[Verdict, str]] = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "not right yet",
    Verdict.NOT_STARTED: "not started",
    Verdict.CRASHED: "crashed",
    Verdict.DEADLOCKED: "deadlocked",
    Verdict.TIMED_OUT: "did not finish",
    Verdict.LEAKED: "left something behind",
    Verdict.ESCAPED: "child came back",
    Verdict.OVER_LIMIT: "over a limit",
    Verdict.FORBIDDEN: "not allowed",
    Verdict.SKIPPED: "skipped",
    Verdict.GRADER_ERROR: "grader error",
}
"""The verdict as two or three plain words."""

MEANINGS: Final[dict[Verdict, str]] = {
    Verdict.PASSED: "",
    Verdict.FAILED: "The answer is not the one that was asked for.",
    Verdict.NOT_STARTED: "This part is still the stub.",
    Verdict.CRASHED: "Your code ended with an exception or a signal instead of an answer.",
    Verdict.DEADLOCKED: "Your function can never return: every process it depends on is blocked.",
    Verdict.TIMED_OUT: "Your code was still running when its time was over.",
    Verdict.LEAKED: "The answer is right, but something that your code made was still there afterwards.",
    Verdict.ESCAPED: "A child process left your function and went on as if it were the caller.",
    Verdict.OVER_LIMIT: "Your code used more than this check allows.",
    Verdict.FORBIDDEN: "Your code did something that the box does not allow.",
    Verdict.SKIPPED: "This check needs another one that has not passed yet.",
    Verdict.GRADER_ERROR: "The grader could not judge this check.",
}
"""What to say when a check brings no message of its own."""

GRADER_FAULT: Final = "This is a fault of the grader, not of your code."

LEVELS: Final[dict[str, str]] = {
    "namespaces": "in a box with its own processes, files and network (bubblewrap)",
    "uid": "in a box with its own user and its own folder (Landlock)",
    "landlock": "in a box with its own folder (Landlock)",
    "none": "without a box: limits on time, memory and processes only",
}
WITNESSES: Final[dict[str, str]] = {
    "ptrace": "the kernel reported every fork, exec, exit and signal (ptrace)",
    "none": "nothing was witnessed",
}

CAUGHT: Final = "Known trap"
QUESTION: Final = "Ask yourself"
NEXT: Final = "Next:"
STUCK: Final = "Stuck?"
WHY: Final = "Why?"
HAPPENS: Final = "What happens"
BECAUSE: Final = "Because"
NOT_TAKEN_IN: Final = "not taken in"
NO_FILE: Final = "no file"  # an exercise of the assignment for which there is none
PRINTED, COMPLAINED = "Your program printed:", "It wrote to standard error:"
ORDER_AGAIN: Final = "To play this order again: --schedule"
NO_CHECKS: Final = "There was nothing to check."
ALL_PASSED: Final = "Every check passed."
NOTHING_GRADED: Final = "Nothing was graded."
STOPPED: Final = "Stopped. Nothing is left running."
WHO_WAITS: Final = "Who waits for whom"
PICTURE: Final = "What {} did, event by event"
AS_TEXT: Final = "The same as text"
NO_PROCESS_SEEN: Final = "No process was seen."
NO_REQUEST: Final = "There is nothing to draw: this check ran nothing of your code."


def number(value: float) -> str:
    """Write points without needless zeros: ``5``, ``2.5``, ``0.33``."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun: ``1 check``, ``3 checks``."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def points_of(points: float, max_points: float) -> str:
    """Write ``3 of 5 points``."""
    return f"{number(points)} of {listed(max_points)}"


def to_earn(max_points: float) -> str:
    """Write ``5 points to earn``."""
    return f"{listed(max_points)} to earn"


def cut(left_out: int, unit: str) -> str:
    """Say how much of a long text is not shown."""
    return f"... ({counted(left_out, 'more ' + unit)})"


def totals(done: int, started: int, fresh: int) -> str:
    """Count the exercises: complete, begun, not started."""
    parts = []
    if done:
        parts.append(f"{done} complete")
    if started:
        parts.append(f"{started} in progress")
    if fresh:
        parts.append(f"{fresh} not started")
    return f"{counted(done + started + fresh, 'exercise')}: {', '.join(parts)}."


def enforcement(isolation: str, witness: str) -> list[str]:
    """Say what kept the submission in and who watched it; nothing where nothing was run."""
    if (box := LEVELS.get(isolation)) is None:
        return []
    seen = WITNESSES.get(witness, witness)
    return [f"Your code ran {box}.", f"Witness: {seen}."]


def seed(value: int) -> str:
    """Say how to meet the same inputs again."""
    return f"To meet the same inputs again: --seed {value}"


def incomplete(count: int) -> str:
    """Say that faults of ours kept checks from being judged."""
    return (
        f"This report is incomplete: {counted(count, 'check')} could not be judged, "
        "and that is the grader's fault. The points are not final."
    )


def request(index: int, count: int, wall: str, started: int, peak: int) -> str:
    """Introduce what was seen of one call of the learner's code."""
    which = f"Request {index} of {count}" if count > 1 else "What the kernel saw"
    most = f", at most {peak} at the same time" if peak > 1 else ""
    return f"{which}: {wall}, {counted(started, 'process', 'processes')} started{most}"


def other_checks(names: Sequence[str], most: int = 6) -> str:
    """Name the checks that did not pass either."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    verb = "has" if len(names) == 1 else "have"
    return f"{counted(len(names), 'more check')} {verb} not passed: {', '.join(names[:most])}{more}."


def progress(done: int, total: int, checks: int, seconds: int = 0) -> str:
    """Say how far the run is, for the live line."""
    so_far = f"{done} of {counted(total, 'exercise')} graded, {counted(checks, 'check')} so far"
    return f"{so_far}, {seconds} s" if seconds else so_far


def listed(points: float) -> str:
    """Write what an exercise is worth: ``5 points``."""
    return f"{number(points)} {'point' if points == 1 else 'points'}"


def more_points(points: float) -> str:
    """Say that the checks here are the public ones, and what the others are worth."""
    return f"These are the points of the public checks; the checks run at grading give {number(points)} more."


def hint_heading(slug: str, index: int, count: int) -> str:
    """Introduce one hint."""
    return f"{slug}: hint {index} of {count}"


def needs_python(found: str) -> str:
    """Say that Python is too old."""
    return f"forklore needs Python 3.11 or newer; this is Python {found}."


NEEDS_PYTHON_FIX: Final = "Make the virtual environment with a newer one: python3.11 -m venv .venv"

NOT_LINUX: Final[dict[str, tuple[str, str]]] = {
    "win32": (
        "Windows has no fork, so these exercises cannot be graded on it.",
        "Use WSL: type wsl --install once, then install forklore inside it.",
    ),
    "darwin": (
        "On macOS the kernel cannot be asked what a program really did, so nothing is scored here.",
        "Run grade in a Linux container or virtual machine.",
    ),
}
NOT_LINUX_OTHERWISE: Final = (
    "Grading needs Linux: only there can the kernel be asked what a program really did.",
    "Run grade in a Linux container or virtual machine.",
)

DISK_FULL: Final = ("There is no space left on the disk.", "Make room, then type the command again.")
EXPLAIN_NEEDS_ONE: Final = (
    "grade explain shows one exercise, so it needs to know which.",
    "Type grade explain EXERCISE, or grade explain FILE.",
)
#: A notebook whose file is not known.
THIS_NOTEBOOK: Final = "this notebook"
#: Learners get it where a notebook has no cell of an exercise.
NO_ANSWERS_FIX: Final = "An answer is a cell that defines the exercise's function at its left margin."
AS_NEEDS_FILE: Final = (
    "--as says which exercise a single file answers, so it needs a file to grade.",
    "Type grade FILE --as SLUG.",
)


def no_answers(path: str) -> tuple[str, str]:
    """Say that a notebook answers no exercise."""
    return f"There is no answer to an exercise in {path}.", NO_ANSWERS_FIX


def no_cell(slug: str) -> tuple[str, str]:
    """Say that no cell answers this exercise."""
    return f"No cell defines {slug}.", "Run the cell that defines it, then this one again."


def graded_cells(cells: Sequence[int]) -> str:
    """Say which cells of a notebook were graded."""
    which = "cell " if len(cells) == 1 else "cells "
    return f"What was graded: {which}{', '.join(map(str, cells))}"


def hidden_checks(passed: int, count: int) -> str:
    """Say how many of the hidden checks passed."""
    return f"Hidden checks: {passed} of {count} passed."


def look_at_help(command: str) -> str:
    """Lead from a wrong command line to the right ones."""
    return f"Type {command} --help to see what can be typed."


def fill_in(path: str) -> str:
    """Say where to begin."""
    return f"fill in the function in {path}"


def bring_back(path: str) -> str:
    """Say that the assignment asks for a file that is not there."""
    return f"bring back {path}, which the assignment asks for"


def command_first(name: str) -> tuple[str, str]:
    """Say that a subcommand has to stand first."""
    return (
        f"{name} is a command of grade, and a command stands before everything else.",
        f"Type grade {name}, or ./{name} for the folder of that name.",
    )


def no_hints(slug: str) -> tuple[str, str]:
    """Say that an exercise has no hints."""
    return f"{slug} has no hints.", f"Type grade {slug} to see what its checks say."


def no_such_hint(slug: str, count: int) -> tuple[str, str]:
    """Say that there are fewer hints than asked for."""
    return f"{slug} has {counted(count, 'hint')}.", f"Type grade hint {slug} 1 for the first."


def too_many(target: str, slugs: Sequence[str]) -> tuple[str, str]:
    """Say that explain shows one exercise, and a folder holds several."""
    count = counted(len(slugs), "exercise")
    return f"{target} holds {count}; explain shows one.", f"Type grade explain {target} {slugs[0]}."


def too_many_words(word: str) -> tuple[str, str]:
    """Say that a word has no place in the command line of explain."""
    return f"{word} is one word too many.", "Type grade explain EXERCISE CHECK."


def no_such_check(wanted: str, names: Sequence[str]) -> tuple[str, str]:
    """Say that no check is called like that."""
    return f"No check has {wanted} in its name.", f"The checks are: {', '.join(names)}."


def cannot_write(path: str, reason: str) -> tuple[str, str]:
    """Say that a file could not be written."""
    return f"{path} could not be written: {reason}.", "Make room or name another file, then grade again."


def output_lost(reason: str) -> tuple[str, str]:
    """Say that standard output could not be written."""
    return f"The report could not be written to the output: {reason}.", "Make room, then grade again."


def unexpected(kind: str, saved: str) -> tuple[str, str]:
    """Say that the grader itself failed, and where the details are."""
    sentence = f"The grader hit an unexpected error ({kind}); your code is not to blame."
    if not saved:
        return sentence, "Please report it, with the command that you typed."
    return sentence, f"Please report it, with this file: {saved}"
