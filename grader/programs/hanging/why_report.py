"""What was seen of a program that hangs, as data and as text; what cannot be known is said."""

from __future__ import annotations

import os
import time
from typing import Final

import msgspec

from grader import safe
from grader.evidence import Evidence
from grader.programs import account, stacks_of
from grader.programs.hanging.snapshot import Snapshot
from grader.programs.told import likes
from grader.programs.told.run_report import body, wrapped
from grader.warden.deadlock.graph import WaitGraph
from grader.warden.deadlock.sight import Sight
from grader.warden.deadlock.wait_records import describe
from grader.warden.trace import procfs
from grader.warden.trace.procfs import shown

SCHEMA_VERSION: Final = 1
STILL: Final = (
    "Nothing in it moved within {seconds:.1f} s, and none of its waits has a time limit: it looks as if it "
    "could never go on. This is no proof. Timers that were armed before, and time limits of sockets, cannot "
    "be seen now; `forklore run` sees them."
)


class WhyReport(msgspec.Struct, frozen=True, kw_only=True):
    """One tree of processes, looked at."""

    schema_version: int = SCHEMA_VERSION
    pid: int
    command: str
    looks_stuck: bool
    """Nothing moved, and no wait that was seen ends by itself. Never a proof."""
    moving: list[int]
    """Processes in which a thread moved between the looks."""
    alike: str = ""
    """What most of many like processes do."""
    not_known: list[str]
    """What could not be seen, one sentence each."""
    evidence: Evidence


def report(shot: Snapshot, stacks: bool) -> WhyReport:
    """Describe what was seen; ``stacks``: also read the memory of the processes, for the lines."""
    until = time.monotonic() + stacks_of.SECONDS
    wait_graph = WaitGraph(shot.picture.waits, shot.boundary.ours, peer=Sight().peer)
    waits = describe(
        shot.picture,
        shot.root,
        wait_graph,
        set(),
        lambda pids: stacks_of.read(pids, lambda: None, lambda: until - time.monotonic()) if stacks else {},
        stacks_of.file_of,
    )
    words = " ".join(shown(word) for word in procfs.command_line(shot.root.pid))
    evidence = account.of_part(shot.root, shot.members, shot.root.begin, waits)
    return WhyReport(
        pid=shot.root.pid,
        command=words[:100],
        looks_stuck=shot.is_still,
        moving=sorted({process.pid for process, _ in shot.moved}),
        not_known=_not_known(shot, stacks),
        alike=likes.told(evidence.processes, waits),
        evidence=evidence,
    )


def _not_known(shot: Snapshot, stacks: bool) -> list[str]:
    """Say what kept us from knowing more."""
    found = []
    if shot.closed:
        pids = ", ".join(str(one.pid) for one in shot.closed[:5])
        found.append(f"What these processes wait for may not be read: {pids}. Use sudo.")
    if shot.unread:
        found.append(
            f"{shot.unread} processes of other users may not be read. They may hold ends of its pipes."
        )
    if shot.called:
        pids = ", ".join(str(one.pid) for one in shot.called[:5])
        found.append(f"These processes handle signals that somebody outside may send: {pids}.")
    if any(wait.kind == "outside" for wait in shot.picture.waits.values()):
        found.append("Some waits lead outside: to a terminal, a file, a network, or to another program.")
    if _is_traced(shot.root.pid):
        found.append("Another program traces it, and may hold it.")
    if not stacks:
        found.append("The lines of Python were not read (--no-attach).")
    return found


def _is_traced(pid: int) -> bool:
    return procfs.is_traced(pid)


def text(told: WhyReport, width: int) -> str:
    """Say it for a person."""
    alive = [one for one in told.evidence.processes if one.end is None]
    count = f"{len(alive)} processes" if len(alive) != 1 else "1 process"
    parts = [f"forklore: process {told.pid} ({safe.line(told.command, 100)}), {count}"]
    parts += body(told.evidence, width)
    ended = [one for one in told.evidence.processes if one.end is not None]
    if ended:
        pids = ", ".join(str(one.pid) for one in ended[:5])
        parts.append(wrapped(f"Ended, and not waited for by their parents: {pids}.", width))
    if told.looks_stuck:
        parts.append(wrapped(STILL.format(seconds=0.3), width))
    elif told.moving:
        pids = ", ".join(str(pid) for pid in told.moving[:8])
        parts.append(wrapped(f"It is alive: threads of {pids} moved within 0.3 s.", width))
    else:
        parts.append(
            wrapped("Nothing moved within 0.3 s, but some of its waits may end by themselves.", width)
        )
    parts += [wrapped(one, width) for one in told.not_known]
    return os.linesep.join(["\n\n".join(parts), ""])
