"""What a request did to the caller's other children, which no submission has started.

Theory of operation
-------------------
A runner begins both before its submission is loaded (:mod:`grader.runner.bystanders`), so they are its first
children. They are no members of a request: no evidence, limit, leftover or proof counts them. When the end of
the request is known, and before anything is ended, they are looked at. The tracer has seen every signal that
was delivered; one that is still pending counts as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from grader.evidence import Bystander
from grader.runner.bystanders import CHILDREN
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

#: For how long one that was sent a signal may take to show what becomes of it.
PATIENCE: Final = 1.0
BETWEEN: Final = 0.001


def is_bystander(process: Traced, template: int) -> bool:
    """Whether a process that was just born is one of those that a runner begins."""
    runner = process.parent
    is_runner = runner is not None and runner.parent is not None and runner.parent.pid == template
    return is_runner and runner is not None and len(runner.children) <= CHILDREN


def bystanders(runner: Traced | None) -> list[Traced]:
    """Those of a runner: the one that runs, then the one that has ended."""
    return [child for child in runner.children if child.bystander] if runner is not None else []


def are_made(runner: Traced) -> bool:
    """Whether a runner has both, and the one that ends has ended: until then the runner waits for it."""
    return len(runner.children) >= CHILDREN and not runner.children[CHILDREN - 1].alive


def release_signals(runner: Traced) -> None:
    """Let signals reach a runner and them: its request is about to begin."""
    for process in (runner, *bystanders(runner)):
        process.signals_held = False


def seen(runner: Traced | None, drain: Callable[[], None]) -> list[Bystander]:
    """What has happened to them."""
    found = []
    for index, process in enumerate(bystanders(runner)):
        if index == 0:
            _settle(process, drain)
            if (process.exitcode or 0) < 0 and not process.kill_sent:
                _note(process, -(process.exitcode or 0))
        found.append(
            Bystander(
                pid=process.inner, running=index == 0, collected=process.reaped, signals=process.signals
            )
        )
    return found


def _settle(process: Traced, drain: Callable[[], None]) -> None:
    """Wait until it sleeps as it has slept before, or what was sent to it is known."""
    end = time.monotonic() + PATIENCE
    while process.alive and time.monotonic() < end:
        pending = procfs.pending_signals(process.pid)
        for number in pending:
            _note(process, number)
        drain()
        state = procfs.state_and_parent(process.pid)
        if pending or state is None or state[0] == "S":
            return
        time.sleep(BETWEEN)


def _note(process: Traced, number: int) -> None:
    if number not in process.signals:
        process.signals.append(number)
