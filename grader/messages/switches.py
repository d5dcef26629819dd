"""What a schedule was, in sentences for the person whose program it was.

Only switches are told: where the order is not the plain one, who stands where, and who goes on instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grader.evidence import Played, PlayedStep

#: More switches than this are counted, not told.
MOST: Final = 3
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


def story(played: Played) -> str:
    """Each switch in one sentence; empty if there is none."""
    switches = [number for number, step in enumerate(played.steps) if step.switch]
    if len(switches) > MOST:
        return f"It takes {len(switches)} switches between processes."
    return " ".join(_switch(played.steps, number) for number in switches)


def _switch(steps: list[PlayedStep], number: int) -> str:
    """Who has just gone, where it stands, and who goes on in its place."""
    goes_on = steps[number].thread
    before = next((step.thread for step in reversed(steps[:number]) if step.thread != goes_on), "")
    if not before or steps[number - 1].thread == goes_on:
        return f"{named(goes_on)} goes on early."
    stands = next((step for step in steps[number:] if step.thread == before), None)
    if stands is None:
        where = "stands still"
    elif stands.line:
        where = f"stands at line {stands.line}"
    else:
        where = WORDS.get(stands.call, "stands still")
    return f"{named(before)} {where}; {named(goes_on, first=False)} goes on."


def named(thread: str, first: bool = True) -> str:
    """Name a thread: ``0.0`` is the caller; a second thread is named as one of its process."""
    process, _, number = thread.partition(".")
    name = "the caller" if process == "0" else f"process {process}"
    if number != "0":
        name = f"a thread of {name}"
    return name[:1].upper() + name[1:] if first else name


def seen(
    held_back: Sequence[str] = (), seed: str | None = None, recorded: bool = False, haste: float = 0
) -> str:
    """Say under which order something was seen; empty for the plain one.

    ``held_back`` are kinds of calls, ``seed`` is that of a random order, ``haste`` the seconds of waits that
    run out.
    """
    parts = [f"with {' and '.join(held_back)} held back"] if held_back else []
    if seed is not None:
        parts.append(f"in random order {seed}")
    if recorded:
        parts.append("in a recorded order")
    if haste:
        parts.append(f"on a machine so slow that waits of up to {haste:g} s run out")
    return f"This was seen {', '.join(parts)}." if parts else ""


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
        parts.append(f"every order with at most {many} at {_listed(points)} points")
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
