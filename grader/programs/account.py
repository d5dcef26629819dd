"""What is known of a program that was watched, as evidence: who waits for what, and what was left."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping

import msgspec

from grader.evidence import Evidence, Kind, Leftover, LeftoverKind, SignalRecord, WaitRecord
from grader.programs import stacks_of
from grader.programs.watched import Program
from grader.warden.deadlock.frames import Asker, Place, hold
from grader.warden.deadlock.graph import WaitGraph
from grader.warden.deadlock.proof import Prover, WaitSnapshot
from grader.warden.deadlock.sight import Sight
from grader.warden.deadlock.wait_records import describe, typical_snapshot
from grader.warden.request.outcome import process_record
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced
from grader.warden.trace.procfs import shown

MOST_LEFTOVERS = 50


def waits(
    prover: Prover, root: Traced, drain: Callable[[], None], stuck: bool, ask: Asker | None = None
) -> list[WaitRecord]:
    """Say what every thread does, before anything is ended; ``stuck``: nothing moves.

    ``ask`` asks processes themselves, where their stacks cannot be read from outside.
    """
    picture = typical_snapshot(prover.look, root, once=stuck)
    hold({process.pid for process, _ in picture.waits})
    return _described(picture, prover, root, set(), drain, ask)


def part_waits(
    prover: Prover,
    root: Traced,
    others: set[Traced],
    drain: Callable[[], None],
    ask: Asker | None = None,
) -> list[WaitRecord]:
    """Say what every thread of a living program does; the stacks of ``others``, which run, are not read."""
    return _described(prover.look(), prover, root, others, drain, ask)


def _described(
    picture: WaitSnapshot,
    prover: Prover,
    root: Traced,
    others: set[Traced],
    drain: Callable[[], None],
    ask: Asker | None,
) -> list[WaitRecord]:
    """Say what every thread in a look does; ``others`` go on, and their stacks are not read."""
    wait_graph = WaitGraph(picture.waits, prover.boundary.ours, peer=Sight().peer)
    until = time.monotonic() + stacks_of.SECONDS
    running = {process.pid for process in others}

    def where(pids: Iterable[int]) -> Mapping[tuple[int, int], Place]:
        asleep = [pid for pid in pids if pid not in running]
        return stacks_of.read(asleep, drain, lambda: until - time.monotonic(), ask)

    return describe(picture, root, wait_graph, others, where, stacks_of.file_of)


def leftovers(program: Program, running: list[Traced]) -> list[Leftover]:
    """Name what an ended program left; ``running`` are the processes that had not ended."""
    found = [still_running(process) for process in sorted(running, key=lambda one: one.begin)]
    found += [
        Leftover(
            kind=LeftoverKind.ZOMBIE,
            what=f"process {one.pid} had ended, and its parent never waited for it",
            pid=one.pid,
        )
        for one in sorted(program.members, key=lambda one: one.begin)
        if _is_zombie(one, program.root)
    ]
    for path in program.names.left():
        kind = LeftoverKind.SHARED_MEMORY if path.startswith("/dev/shm/") else LeftoverKind.FILE
        found.append(Leftover(kind=kind, what=shown(path)))
    return found[:MOST_LEFTOVERS]


def _is_zombie(process: Traced, root: Traced) -> bool:
    """Whether a process ended before the first one, which was its parent, and was never collected."""
    ended = process.end is not None and root.end is not None and process.end < root.end
    return ended and process.parent is root and not process.reaped and process.kind is not Kind.SERVICE


def still_running(process: Traced) -> Leftover:
    """One process that outlived the program, by its command line, with what it keeps open for others."""
    words = [shown(word) for word in procfs.command_line(process.pid)]
    command = " ".join(words)[:60] or "?"
    kept = _kept(process.pid)
    holds = f"; it holds {kept} open" if kept else ""
    return Leftover(
        kind=LeftoverKind.PROCESS,
        what=f"process {process.pid} ({command}) was still running{holds}",
        pid=process.pid,
    )


def _kept(pid: int) -> str:
    """Our own output that a process holds by a pipe: whoever reads there would wait for it."""
    own = {
        target: name
        for fd, name in ((1, "standard output"), (2, "standard error"))
        if (target := procfs.link(f"/proc/{os.getpid()}/fd/{fd}")).startswith(("pipe:", "socket:"))
    }
    held = {own[target] for target in procfs.descriptors(pid).values() if target in own}
    return " and ".join(sorted(held, reverse=True))


def of_part(root: Traced, members: Iterable[Traced], begin: float, waiting: list[WaitRecord]) -> Evidence:
    """Put together what is known of a part of a program, below ``root``; times from ``begin``."""
    records = [process_record(one, begin) for one in sorted(members, key=lambda one: one.begin)]
    records = [
        msgspec.structs.replace(one, kind=Kind.RUNNER, name="main") if one.pid == root.inner else one
        for one in records
    ]
    return Evidence(
        witness="ptrace",
        processes=records,
        signals=[],
        observations=[],
        leftovers=[],
        waits=waiting,
        wall_seconds=round(time.monotonic() - begin, 6),
    )


def evidence(program: Program, waiting: list[WaitRecord], left: list[Leftover]) -> Evidence:
    """Put together what the kernel showed; times from the program's start."""
    members = sorted(program.members, key=lambda one: one.begin)
    end = program.root.end or time.monotonic()
    return Evidence(
        witness="ptrace",
        processes=[process_record(process, program.begin) for process in members],
        signals=[
            SignalRecord(
                at=round(record.at - program.begin, 6),
                pid=record.pid,
                number=record.number,
                sender=record.sender,
            )
            for _, record in program.tree.signals
        ],
        observations=[],
        leftovers=left,
        waits=waiting,
        cpu_seconds=round(sum(process.cpu for process in members if not process.reaped), 6),
        wall_seconds=round(end - program.begin, 6),
        omitted={"processes": program.forgotten} if program.forgotten else {},
    )
