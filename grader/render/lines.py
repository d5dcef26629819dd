"""What the drawings of evidence share: names of processes, durations, wrapping. Lines of plain text."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from grader import safe
from grader.evidence import Evidence, ProcessRecord
from grader.messages.roles import ANOTHER, roles

#: A longer name is cut.
_LONGEST_NAME: Final = 16
_CONSOLE: Final = Console(file=io.StringIO(), width=80, color_system=None, markup=False, legacy_windows=False)


def named(process: ProcessRecord, processes: Sequence[ProcessRecord]) -> str:
    """Return the label of one of these processes: ``caller``, ``child 3``, ``resource tracker``."""
    at = next((n for n, known in enumerate(processes) if known is process), -1)
    name = safe.line(roles(processes)[at], _LONGEST_NAME)
    return name if cell_len(name) <= _LONGEST_NAME else set_cell_size(name, _LONGEST_NAME - 3) + "..."


def label_of(evidence: Evidence, pid: int) -> str:
    """Return the label of the last process that had this number; also for one that nobody recorded."""
    found = next((p for p in reversed(evidence.processes) if p.pid == pid), None)
    if found is not None:
        return named(found, evidence.processes)
    return ANOTHER if any(one.pid == pid for one in evidence.bystanders) else f"process {pid}"


def listed(names: Sequence[str], word: str, most: int = 3) -> str:
    """Join some names: ``process 3, process 4 or 6 more``."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {word} {shown[-1]}"


def duration(seconds: float) -> str:
    """Write a time as a person would: ``9.4 ms``, ``191 ms``, ``1.3 s``."""
    seconds = finite(seconds)
    if seconds >= 0.9995:
        return f"{seconds:.1f} s"
    thousandths = seconds * 1000
    return f"{thousandths:.0f} ms" if thousandths >= 9.95 or not thousandths else f"{thousandths:.1f} ms"


def finite(seconds: float, most: float = 1e6) -> float:
    """Return a number of seconds that can be drawn: undefined and negative ones are 0."""
    return min(max(0.0, seconds), most) if not math.isnan(seconds) else 0.0


def wrapped(text: str, room: int) -> list[str]:
    """Return the lines of inert text in ``room`` columns; a word that is too long is broken, not cut."""
    parts = Text(text).wrap(_CONSOLE, max(2, room), overflow="fold")
    return [part.plain.rstrip() for part in parts] or [""]


def padded(text: str, columns: int) -> str:
    """Return text in exactly so many columns."""
    return set_cell_size(text, columns)


def wide(texts: Sequence[str]) -> int:
    """Return how many columns the widest text takes."""
    return max((cell_len(text) for text in texts), default=0)
