"""Many processes that do the same, told as one: ``7 of 8 workers wait in `Queue.get()` (worker.py:31)``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from grader.evidence import Kind, ProcessRecord, WaitRecord
from grader.messages.checks.phrases import called, line_of

#: So many processes that do the same are told as one.
MANY: Final = 3
#: So many that do something else are told one by one.
MOST_OTHERS: Final = 3
_DOES: Final = {"running": "are busy", "sleep": "sleep"}


def told(processes: Sequence[ProcessRecord], waits: Sequence[WaitRecord]) -> str:
    """Say what most children of one process do, and who does something else; empty if they are few."""
    firsts = {wait.pid: wait for wait in waits if wait.first}
    families: dict[int, list[WaitRecord]] = defaultdict(list)
    for process in processes:
        if process.kind is Kind.PROCESS and process.pid in firsts:
            families[process.parent].append(firsts[process.pid])
    family = max(families.values(), key=len, default=[])
    groups: dict[tuple[str, str, str], list[WaitRecord]] = defaultdict(list)
    for wait in family:
        groups[_DOES.get(wait.kind, ""), _call(wait) or wait.kind, _place(wait)].append(wait)
    most = max(groups.values(), key=len, default=[])
    if len(most) < MANY:
        return ""
    others = [wait for wait in family if wait not in most]
    told_apart = [f"process {wait.pid} {_does(wait, one=True)}" for wait in others[:MOST_OTHERS]]
    if len(others) > MOST_OTHERS:
        told_apart.append(f"{len(others) - MOST_OTHERS} more are elsewhere")
    count = f"{len(most)} of {len(family)}" if others else f"All {len(most)}"
    return "; ".join([f"{count} workers {_does(most[0])}", *told_apart]) + "."


def _does(wait: WaitRecord, one: bool = False) -> str:
    does = _DOES.get(wait.kind, "wait")
    verb = {"are busy": "is busy", "sleep": "sleeps", "wait": "waits"}[does] if one else does
    where = f" in {_call(wait)}" if _call(wait) else ""
    return f"{verb}{where}{_place(wait)}"


def _call(wait: WaitRecord) -> str:
    name = wait.call.rpartition(".")[2]
    return called(wait) or (f"`{name}`" if name else "")


def _place(wait: WaitRecord) -> str:
    return f" ({line_of(wait)})" if wait.line is not None else ""
