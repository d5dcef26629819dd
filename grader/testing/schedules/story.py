"""What a schedule was, in sentences for the person whose program it was.

Only switches are told: where the order is not the plain one, who stands where, and who goes on instead.
"""

from __future__ import annotations

from itertools import groupby

from grader.evidence import Played, PlayedStep, PlayedTurn

#: More switches than this are counted, not told.
MOST: int = 3
WORDS = {
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


def turns(played: Played) -> list[PlayedTurn]:
    """Return who went on after whom; empty if it is the plain order."""
    found: list[PlayedTurn] = []
    if not any(step.switch for step in played.steps):
        return found
    for name, group in groupby(played.steps, key=lambda step: step.thread):
        steps = list(group)
        process, _, thread = name.partition(".")
        turn = PlayedTurn(
            process=int(process),
            thread=int(thread or 0),
            steps=len(steps),
            line=next((step.line for step in reversed(steps) if step.line), 0),
            switch=steps[0].switch,
            ends=any(step.call == "exit_group" for step in steps),
        )
        found.append(turn)
    return found


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
