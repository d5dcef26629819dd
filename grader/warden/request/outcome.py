"""From a watched request to the outcome that is handed to the judge."""

from __future__ import annotations

import time
from collections.abc import Callable

from grader.evidence import End, Evidence, Observation, Outcome, ProcessRecord, SignalRecord
from grader.limits import GRACE_SECONDS
from grader.warden.request import overdue
from grader.warden.request.bystander_check import seen
from grader.warden.request.monitor import Monitor
from grader.warden.trace.process_table import Traced, Tree


def in_time(perform: Callable[[], Outcome], watch: Monitor, tree: Tree) -> tuple[Outcome, bool]:
    """Perform a request; whether it was broken off, with less to tell, as it did not let us look."""
    try:
        with overdue.broken_off(lambda: watch.clock.left(GRACE_SECONDS - overdue.ENDING)):
            return perform(), False
    except overdue.Overdue:
        watch.give_up()
        return outcome(watch, tree, time.monotonic() - watch.begin), True


def outcome(watch: Monitor, tree: Tree, wall: float) -> Outcome:
    """Everything that was seen, with times from the request's start. Call it when all has ended."""
    assert watch.end is not None
    evidence = Evidence(
        witness="ptrace",
        processes=[
            process_record(process, watch.begin) for process in sorted(watch.members, key=lambda p: p.begin)
        ],
        signals=[
            _signal(process, record, watch) for process, record in tree.signals if process in watch.members
        ],
        observations=[
            Observation(at=round(at - watch.begin, 6), pid=process.inner if process else 0, value=value)
            for at, process, value in watch.observations
        ],
        leftovers=watch.leftovers,
        writes=tree.ledger.records(watch.begin) if tree.ledger is not None else [],
        waits=watch.waits,
        bystanders=seen(watch.runner, tree.drain),
        peak_processes=watch.meter.peak_processes,
        peak_memory_bytes=watch.meter.peak_memory,
        cpu_seconds=round(watch.meter.cpu(), 6),
        wall_seconds=round(wall, 6),
        forgiven_seconds=round(watch.clock.forgiven + watch.clock.starved, 6),
        output_bytes=watch.meter.output,
    )
    return Outcome(
        end=watch.end,
        answer=watch.answer,
        limit=watch.limit,
        reason=watch.reason,
        exitcode=watch.runner.exitcode if watch.end is End.DIED and watch.runner else None,
        escapes=watch.escapes,
        stdout=watch.output["stdout"].decode("utf-8", "replace"),
        stderr=watch.output["stderr"].decode("utf-8", "replace"),
        evidence=evidence,
    )


def process_record(process: Traced, begin: float) -> ProcessRecord:
    """What is told of one process; times from ``begin``."""
    ended = process.end is not None and not process.doomed
    return ProcessRecord(
        pid=process.inner,
        parent=process.parent.inner if process.parent is not None else 0,
        kind=process.kind,
        name=process.name,
        begin=round(max(0.0, process.begin - begin), 6),
        end=round(process.end - begin, 6) if ended and process.end is not None else None,
        exitcode=process.exitcode if ended else None,
        orphaned=process.orphaned,
        reaped=process.reaped,
        threads=process.threads,
        execs=process.execs,
    )


def _signal(process: Traced, record: SignalRecord, watch: Monitor) -> SignalRecord:
    return SignalRecord(
        at=round(record.at - watch.begin, 6), pid=process.inner, number=record.number, sender=record.sender
    )
