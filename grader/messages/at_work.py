"""What teachers are told of a class that is at work now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WATCHING: Final = "Waiting for submissions. Ctrl-C ends the watch."
WATCH_OVER: Final = "The watch is over. Everything that was graded has been written."
NEEDS_FOLDER: Final = (
    "--watch needs a folder into which submissions come.",
    "Unpack the archive, or grade it without --watch.",
)
NO_CLUSTER: Final = ("--watch grades on this machine.", "Leave out --watch or --cluster.")


def being_written(names: Sequence[str]) -> str:
    """Say whose files are not whole yet."""
    shown = ", ".join(names[:5]) + (f", and {len(names) - 5} more" if len(names) > 5 else "")
    return f"Still being written, and graded as soon as that has ended: {shown}."


def no_extra(command: str, extra: str) -> tuple[str, str]:
    """Say that a command needs packages which are not installed."""
    fix = f"Install them: pip install 'forklore[{extra}]' (in a clone: pip install -e '.[{extra}]')."
    return f"{command} needs the packages of the extra '{extra}', and they are not installed.", fix


def serving(address: str, named: bool) -> str:
    """Say where the page is, and what is on it."""
    who = "It shows names." if named else "It shows no names: --names does."
    return f"The class is at {address}\nOnly this machine can open it. {who} Ctrl-C ends it."


def no_folder(out: str) -> tuple[str, str]:
    """Say that there are no results to follow."""
    return f"There is no folder {out}.", "Name the folder of grade batch --out; it may still be empty."


def no_history(out: str, reason: str) -> tuple[str, str]:
    """Say that what happens cannot be noted."""
    return f"The history of the class cannot be kept in {out}: {reason}.", "Use a folder on a local disk."


def no_port(port: int, reason: str) -> tuple[str, str]:
    """Say that the page cannot be served."""
    return f"The page cannot be served at port {port}: {reason}.", "Leave out --port: a free one is taken."
