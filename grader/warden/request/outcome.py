"""From a watched request to the outcome that is handed to the judge."""

from __future__ import annotations

import time
from collections.abc import Callable

from grader.errors import BusyError
from grader.evidence import End, Evidence, Observation, Outcome, ProcessRecord, SignalRecord, Why
from grader.limits import GRACE_SECONDS
from grader.messages import machine
from grader.warden.request import overdue
from grader.warden.request.bystander_check import seen
from grader.warden.request.monitor import Monitor
from grader.warden.trace.process_tree import ProcessTree, Traced


def in_time(perform: Callable[[], Outcome], monitor: Monitor, tree: ProcessTree) -> tuple[Outcome, bool]:
    """Perform a request; whether it was broken off, with less to tell, as it did not let us look.

    Raises BusyError where its time is over because others held the CPUs: nobody knows how it would end.
    """
    try:
        with overdue.broken_off(lambda: monitor.clock.left(GRACE_SECONDS - overdue.ENDING)):
            told, broken = perform(), False
    except overdue.Overdue:
        monitor.give_up()
        told, broken = outcome(monitor, tree, time.monotonic() - monitor.begin), True
    in_real_time = told.reason is not None and told.reason.why in (Why.STILL_GOING, Why.INATTENTION)
    if in_real_time and monitor.clock.starving:
        raise BusyError(*machine.TOO_BUSY)
    return told, broken


def outcome(monitor: Monitor, tree: ProcessTree, wall: float) -> Outcome:
    """Everything that was seen, with times from the request's start. Call it when all has ended."""
    assert monitor.end is not None
    evidence = Evidence(
        witness="ptrace",
        processes=[
            process_record(process, monitor.begin)
            for process in sorted(monitor.members, key=lambda p: p.begin)
        ],
        signals=[
            _signal(process, record, monitor)
            for process, record in tree.signals
            if process in monitor.members
        ],
        observations=[
            Observation(at=round(at - monitor.begin, 6), pid=process.inner if process else 0, value=value)
            for at, process, value in monitor.observations
        ],
        leftovers=monitor.leftovers,
        writes=tree.ledger.records(monitor.begin) if tree.ledger is not None else [],
        waits=monitor.waits,
        bystanders=seen(monitor.runner, tree.drain),
        peak_processes=monitor.meter.peak_processes,
        peak_memory_bytes=monitor.meter.peak_memory,
        cpu_seconds=round(monitor.meter.cpu(), 6),
        wall_seconds=round(wall, 6),
        forgiven_seconds=round(monitor.clock.forgiven + monitor.clock.starved, 6),
        output_bytes=monitor.meter.output,
    )
    return Outcome(
        end=monitor.end,
        answer=monitor.answer,
        limit=monitor.limit,
        reason=monitor.reason,
        exitcode=monitor.runner.exitcode if monitor.end is End.DIED and monitor.runner else None,
        escapes=monitor.escapes,
        stdout=monitor.output["stdout"].decode("utf-8", "replace"),
        stderr=monitor.output["stderr"].decode("utf-8", "replace"),
        evidence=evidence,
    )


def process_record(process: Traced, begin: float) -> ProcessRecord:
    """What is told of one process; times from ``begin``."""
    ended = process.end is not None and not process.kill_sent
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


def _signal(process: Traced, record: SignalRecord, monitor: Monitor) -> SignalRecord:
    return SignalRecord(
        at=round(record.at - monitor.begin, 6), pid=process.inner, number=record.number, sender=record.sender
    )
