"""What the engine itself says of a check, before or instead of what the suite says.

A function takes what was found, and returns one message of one check.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

#: A value that is longer, as text, is shown in part.
MOST_SHOWN: Final = 160
#: Of one text of a submission, no more characters are quoted.
MOST_QUOTED: Final = 400
STATUS_LOST: Final = "Another child of the caller ended meanwhile, and its status was lost."
STUB: Final = "The function raises NotImplementedError: it is still the stub."
ODD_FORM: Final = (
    " has another form than this check gives it. A value of another type was passed to the check's "
    "functions, or other code spoke in their name."
)
#: The title of the check that stands for a suite that cannot be collected.
CAN_RUN: Final = "The checks of this exercise can be run."
DID_NOT_RUN: Final = "The check did not run."
NOT_JUDGED: Final = "The judge ended before it had judged this check."
TOO_SLOW: Final = "The judge did not finish in its time."
ONLY_PUBLIC: Final = "These are the public checks. More checks are run when the work is graded."

#: ``--schedule`` and what became of it.
NOT_A_SCHEDULE: Final = (
    "The text after --schedule is not one that forklore has written.",
    "Copy it from a report, whole, as it follows --schedule there.",
)
ONE_EXERCISE: Final = (
    "--schedule plays one order of one exercise.",
    "Type grade EXERCISE --schedule TEXT, or grade FILE --schedule TEXT.",
)
ONE_ORDER: Final = "Only the order of --schedule was played, and only the check that it belongs to."
NOT_REACHED: Final = "The check did not come to the order of --schedule."
OTHER_STEPS: Final = "The program takes other steps than when the order of --schedule was written down."

_NOBODY_TYPES: Final = "Nobody types while code is graded, so"
_INPUT: Final = ("EOFError", "EOF when reading a line")


def cut(text: str) -> str:
    """Return a text of the submission, cut if it is long."""
    return text if len(text) <= MOST_QUOTED else text[:MOST_QUOTED] + "..."


def _where(line: object) -> str:
    return f" at line {line}" if isinstance(line, int) else ""


# -- what came of a call ---------------------------------------------------------------------


def unreadable(reason: object) -> str:
    """Say that what came back is no value."""
    return f"What came back for your function could not be read: {reason}."


def not_defined(name: str) -> str:
    """Say that the file does not define the function."""
    return f"Your file does not define a function {cut(name)}."


def not_loaded(kind: str, text: str, line: object) -> str:
    """Say that the file could not be loaded."""
    return f"Your file could not be loaded: {cut(kind)}{_where(line)}: {cut(text)}"


def own_functions(reason: str) -> str:
    """Say that the check's own code failed before it called the submission."""
    return f"The check's own code fails before it calls your function: {reason}"


def own_functions_beside(reason: str) -> str:
    """Say that the submission keeps the check's own functions from being loaded."""
    return (
        f"The check's own code fails beside your file: {reason}. Your file changes something "
        "that they need: a module, a built-in function, or a limit of Python."
    )


def wrong_arguments(text: str) -> str:
    """Say that the function cannot be called with the exercise's arguments."""
    return f"Your function does not take these arguments: {cut(text)}"


def not_usable(error: str) -> str:
    """Say that the check could not work with the value."""
    return f"What your function gave back could not be used by the check: {error}"


def raised(kind: str, text: str, line: object, debugger: object = False) -> str:
    """Say what the function raised; ``debugger`` if that was a debugger in it."""
    said = [cut(text)] if text else []
    if debugger:
        said.append(f"{_NOBODY_TYPES} breakpoint() ends the program. Print instead.")
    elif (kind, text) == _INPUT:
        said.append(f"{_NOBODY_TYPES} input() reads nothing.")
    return f"Your function raised {cut(kind)}{_where(line)}: {'. '.join(said)}"


def caller_killed(signal_name: str) -> str:
    """Say that a signal ended the caller."""
    return f"The process that called your function was killed by {signal_name} before the function returned."


def caller_exited(code: int) -> str:
    """Say that the caller ended itself."""
    return (
        f"The process that called your function ended with exit code {code} before the function returned "
        "(os._exit in the caller ends the caller)."
    )


def escaped(pid: int, forked: int, by: str, text: str, line: int) -> str:
    """Say how a child came out of the function; ``by`` is ``return`` or an exception's type."""
    began = f" (forked at line {forked})" if forked else ""
    how = "returned from your function."
    if by != "return":
        where = f"line {line}" if line else "a line of it"
        what = f": {cut(text)}" if text and by != "SystemExit" else ""
        how = f"left your function: {where} raised {cut(by)}{what}, and nothing caught it."
    return (
        f"Process {pid}{began} {how} From there two processes run the "
        "caller's code. End the child inside the function, with os._exit."
    )


def bystander_signalled(pid: int, signal_names: Sequence[str]) -> str:
    """Say that the function sent signals to a child of the caller that it did not start."""
    return (
        f"Process {pid}, another child of the caller, was sent {' and '.join(signal_names)}. Your function "
        "did not start it. Send signals only to the processes that you started."
    )


def bystander_collected(pid: int) -> str:
    """Say that the function collected a child of the caller that it did not start."""
    return (
        f"Process {pid}, another child of the caller, had ended before the call. Your function took "
        "its exit status away. Wait for the processes that you started, by their pids."
    )


# -- what a check looked for -----------------------------------------------------------------


def written_by_another(pid: int, line: str, others: Sequence[int]) -> str:
    """Say that a process did not write its line; ``others`` wrote to the same place."""
    named = f": process {others[0]} did" if len(others) == 1 else ": other processes did" if others else ""
    return f"Process {pid} did not write the line “{line}” itself{named}."


def wrote_before_end(what: str, reaped: bool) -> str:
    """Say that the parent wrote something too early; ``reaped`` if it waited for its child later."""
    shown = f"The parent wrote {what} before the child had ended."
    return shown if reaped else f"Nobody waited for the child. {shown}"


def calls_for(what: str, calls: int, count: int) -> str:
    """Say that there was not one call for each item."""
    return f"{what} was called {calls} times for {count} items."


def returned_early(what: str, seconds: float) -> str:
    """Say that the function did not wait for a slow process."""
    return f"{what}: the function returned after {seconds:.3g} s, before that one had ended."


def held_up(what: str, behind: int) -> str:
    """Say that others had to wait for a slow process."""
    others = "another one" if behind == 1 else f"{behind} others"
    return f"{what}: {others} ended after it, and had to wait for it."


def needs_another(title: str) -> str:
    """Say which check has to pass first."""
    return f"This can be checked when “{title}” passes."


# -- what several suites expect ---------------------------------------------------------------


def called_in_caller(what: str, in_thread: bool) -> str:
    """Say that a function of the caller's ran in the caller's own process."""
    return f"{what} was called in the caller's own process" + (", in a thread." if in_thread else ".")


def none_forked(in_thread: bool) -> str:
    """Say that there was no child."""
    return "No process was started" + (": a thread is not a process." if in_thread else ".")


def own_pid(pid: object, child: int) -> str:
    """Say that the function returned the caller's pid."""
    return f"The function returned {pid}, the caller's own pid; the child's is {child}."


def other_pid(pid: object, child: int) -> str:
    """Say that the function returned something else than the child's pid."""
    return f"The child's pid is {child}; the function returned {pid!r}."


def nothing_gives(call: str, right: str, told: str) -> str:
    """Say what a call about nothing gave that came after another call."""
    return f"After that, {call} was called: it should give {right}; the answer is {told}."


def not_met(parties: int, singly: bool) -> str:
    """Say that calls which waited for each other were not in progress at once."""
    shown = f"{parties} calls waited for each other and did not meet"
    return f"{shown}: each process began after the end of the one before." if singly else f"{shown}."


def met_in(parties: int, pids: int) -> str:
    """Say that calls met which did not have a process each."""
    return f"{parties} calls waited for each other; they met in {pids} processes."


def at_once(given: str, count: int, what: str) -> str:
    """Say how many calls were in progress at once, and what was given to the function."""
    return f"With {given}, {count} {what} were in progress at once."


def should_be(right: object, value: object) -> str:
    """Say what the answer is, and what it should be; of long lists, where they first differ."""
    if isinstance(right, list) and isinstance(value, list) and len(repr(right)) > MOST_SHOWN:
        return _first_difference([*map(repr, right)], [*map(repr, value)])
    return f"The answer should be {right!r:.500}; it is {value!r:.500}."


def _first_difference(right: list[str], found: list[str]) -> str:
    at = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(right, found, strict=False)))
    counts = f"The answer should have {len(right)} values; it has {len(found)}. "
    wanted = f"be {right[at]:.{MOST_SHOWN}}" if at < len(right) else "not be there"
    shown = f"it is {found[at]:.{MOST_SHOWN}}" if at < len(found) else "it is missing"
    return f"{counts if len(right) != len(found) else ''}Value {at + 1} should {wanted}; {shown}."


def no_bytes(value: object) -> str:
    """Say that the answer should be bytes."""
    return f"The answer should be bytes; it is {value!r:.100}."


# -- what went wrong with the check ----------------------------------------------------------


def check_failed(kind: str, text: str, where: str) -> str:
    """Say that the suite's own code failed."""
    return f"The check itself failed: {kind}: {text}{where}"


def not_understood(reason: object) -> str:
    """Say that a judge's words could not be read."""
    return f"The judge could not be understood: {reason}"


# -- orders ----------------------------------------------------------------------------------


def other_choice(number: int) -> str:
    """Say at which choice the order of ``--schedule`` could not be kept."""
    return f"The order of --schedule could not be kept: choice {number} was another one here."


def nothing_found(astray: str) -> str:
    """Say that another order than that of ``--schedule`` was played, and found nothing."""
    return f"{astray} Nothing was found in the order that was played instead."


def no_such_check(name: str) -> str:
    """Say that ``--schedule`` names another exercise's check."""
    return f"--schedule is about {name}, which is no check here."


def no_order(slug: str) -> str:
    """Say that in an exercise no order can be chosen."""
    return f"{slug} has no check in which the order can be chosen."
