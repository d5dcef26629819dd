"""What a schedule was, in sentences for the person whose program it was.

Only switches are told: where the order is not the plain one, who stands where, and who goes on instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grader.evidence import Outcome, Played, PlayedStep
from grader.messages.roles import CALLER, child, with_article

#: More switches than this are counted, not told.
MOST: Final = 3
#: A number of switches that tells nobody anything.
MANY: Final = 100
WORDS: Final = {
    "": "is about to go on",
    "read": "is about to read",
    "recvfrom": "is about to read",
    "write": "is about to write",
    "sendto": "is about to write",
    "exit_group": "is about to end",
    "wait4": "is about to look for a child's end",
    "waitid": "is about to look for a child's end",
    "futex": "waits for a lock",
    "clock_nanosleep": "sleeps",
    "poll": "waits for something to read",
}


#: What was made to happen late, by the kind of calls that were held back.
_LATE: Final = {
    "late": "whoever waited for the end of a process noticed it late",
    "ends": "processes ended late",
    "feeders": "the helper threads of queues were slow",
    "last": "whoever came last to a queue, a pipe or a store went on first",
    "marks": "processes were stopped between two lines of your file",
    "kills": "signals were sent late",
    "opens": "files were opened late",
    "changes": "changes of files and handlers were made late",
}
_EARLY: Final = (
    "Here sleeps and waits with a time limit ended before the others were done, as on a slow machine."
)
HURRIED: Final = f"{_EARLY} A time limit does not tell that somebody has ended."


def story(played: Played) -> str:
    """Each switch in one sentence; empty if there is none, or many."""
    switches = [number for number, step in enumerate(played.steps) if step.switch]
    if len(switches) > MANY:
        return ""
    if len(switches) > MOST:
        several = len({_process(step.thread) for step in played.steps}) > 1
        return f"It takes {len(switches)} switches between {'processes' if several else 'threads'}."
    alone = {_process(step.thread) for step in played.steps} <= {0, 1}
    return " ".join(_switch(played.steps, number, alone) for number in switches)


def _process(thread: str) -> int:
    return int(thread.partition(".")[0])


def _switch(steps: list[PlayedStep], number: int, alone: bool) -> str:
    """Who has just gone, where it pauses, and who goes on in its place."""
    goes_on = steps[number].thread
    before = next((step.thread for step in reversed(steps[:number]) if step.thread != goes_on), "")
    if is_timer(goes_on):
        return f"{named(goes_on, alone=alone)} rings early."
    if not before or steps[number - 1].thread == goes_on:
        return f"{named(goes_on, alone=alone)} goes on early."
    stands = next((step for step in steps[number:] if step.thread == before), None)
    if stands is None:
        where = "pauses"
    elif stands.line:
        where = f"pauses at line {stands.line}"
    else:
        where = WORDS.get(stands.call, "pauses")
    return f"{named(before, alone=alone)} {where}; {named(goes_on, first=False, alone=alone)} goes on."


def is_timer(thread: str) -> bool:
    """Whether it is no thread that has gone on, but the timer of a process."""
    return thread.endswith(".-1")


def named(thread: str, first: bool = True, alone: bool = False) -> str:
    """Name a thread: ``0.0`` is the caller's; a second thread is named as one of its process."""
    number = thread.partition(".")[2]
    born = _process(thread)
    name = with_article(child(born, 1 if alone else 2) if born else CALLER)
    if is_timer(thread):
        name = f"the alarm of {name}"
    elif number != "0":
        name = f"a thread of {name}"
    return name[:1].upper() + name[1:] if first else name


def seen(held_back: Sequence[str] = (), random: bool = False, hurried: bool = False) -> str:
    """Say what the grader did to order and clock, and why that is fair; empty for the plain order.

    ``held_back`` are kinds of calls; ``hurried`` says that waits ended early.
    """
    parts = []
    if random:
        parts.append("Here the processes took turns in a random order, as they may on any machine.")
    elif held_back:
        late = " and ".join(_LATE.get(kind, kind) for kind in held_back)
        parts.append(f"Here {late}, as it can happen on any busy machine.")
    return " ".join([*parts, HURRIED] if hurried else parts)


def with_haste(message: str, outcomes: Sequence[Outcome]) -> str:
    """Add that waits were cut short in the call that failed, if nothing says so yet."""
    played = outcomes[-1].played if outcomes else None
    cut = played is not None and played.hurried > 0 and HURRIED not in message
    return f"{message} {HURRIED}" if cut else message


def passed(tried: str, ran_free: str, outcomes: Sequence[Outcome]) -> str:
    """Say in which orders a check has passed, and that waits were cut short there if any were."""
    cut = any(outcome.played is not None and outcome.played.hurried > 0 for outcome in outcomes)
    return " ".join(filter(None, (tried, ran_free, _EARLY if cut else "")))


_NUMBERS: Final = ("no", "one", "two", "three")
#: Up to how many switches every order may be tried.
MOST_SWITCHES: Final = len(_NUMBERS) - 1


def tried(searched: Sequence[tuple[int, Sequence[int]]], fixed: int, drawn: int) -> str:
    """Say which orders were tried, and no more than that; empty if none were.

    ``searched`` has, for a number of switches, at how many points each search could switch.
    """
    parts = []
    for switches, points in searched:
        many = f"{_NUMBERS[switches]} switch" + ("es" if switches > 1 else "")
        where = f"{_listed(points)} point" + ("s" if [*points] != [1] else "")
        parts.append(f"every order with at most {many} at {where}")
    others = [f"{n} {kind}" for n, kind in ((fixed, "fixed"), (drawn, "random")) if n]
    if others:
        parts.append(" and ".join(others) + (" orders" if fixed + drawn > 1 else " order"))
    if not parts:
        return ""
    text = ", and ".join(parts)
    one = text.startswith(("every", "1 ")) and len(parts) == 1 and fixed + drawn < 2
    return f"{text[0].upper()}{text[1:]} {'was' if one else 'were'} tried."


def _listed(numbers: Sequence[int]) -> str:
    """Write numbers: ``44``, ``44 and 31``."""
    words = list(map(str, numbers))
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
