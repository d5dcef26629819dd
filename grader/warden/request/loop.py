"""One request on its runner's slot: the loop that watches it until its end is known.

Theory of operation
-------------------
The loop waits for the kernel, the judge, the runner's channel and the box's observations at once. What comes
in goes to the monitor, which knows when the request has ended. What is alive then is ended here.
"""

from __future__ import annotations

import os
import socket
import time

from grader.evidence import Outcome
from grader.runner.request import FOLDER
from grader.warden.datagrams import datagrams
from grader.warden.deadlock.proof import Prover
from grader.warden.deadlock.waits import Boundary
from grader.warden.poller import Poller
from grader.warden.protocol import Ask
from grader.warden.request.bystander_check import bystanders
from grader.warden.request.monitor import Monitor
from grader.warden.request.outcome import in_time, outcome
from grader.warden.runner_slot import RunnerSlot
from grader.warden.trace.process_tree import Traced


class Request:
    """One request on its slot: the loop that watches it."""

    def __init__(self, slot: RunnerSlot, poller: Poller, judge: socket.socket, ask: Ask) -> None:
        plan = slot.box.plan
        self._slot, self._box, self._poller, self._judge = slot, slot.box, poller, judge
        assert slot.runner is not None
        boundary = Boundary(slot.targets(slot.runner.pid), plan.closed, plan.own_folders())
        self._monitor = Monitor(
            ask,
            slot.box.tree,
            slot.box.root,
            plan.used(f"/{FOLDER}"),
            (plan.stage, *plan.used()),
            lambda members, left: Prover(slot.box.tree, members, boundary, slot.box.sees_alarms, left),
            slot.box.belongings,
            slot.box.bound(ask.limits),
        )
        self._box.monitor = self._monitor
        self._hung_up = self.broken = False  # broken off: news may be lost, so the box is given up
        self._monitor.born(slot.runner)
        slot.ask(ask)
        slot.go(ask.writes)

    def performed(self) -> Outcome:
        """What came of it, in its time."""
        told, self.broken = in_time(self.perform, self._monitor, self._box.tree)
        return told

    def perform(self) -> Outcome:
        """Watch until the end is known. What is alive then is ended here, or by :meth:`close`."""
        monitor, tree = self._monitor, self._box.tree
        while monitor.end is None:
            self._turn()
        wall = time.monotonic() - monitor.begin
        monitor.explain()
        for process in monitor.members:
            if process.alive:
                tree.note_reaped(process)
        if any(process.alive for process in monitor.members if process is not monitor.runner):
            self._box.kill(monitor.members)
        self._read_all()
        return outcome(monitor, tree, wall)

    def compiled(self) -> dict[tuple[str, str], str]:
        """The submission's text and its code, if this runner was the first to compile it."""
        return {self._monitor.ask.text: self._monitor.compiled} if self._monitor.compiled else {}

    def at_rest(self) -> bool:
        """Whether nothing of the request is left but its runner's first thread, which waits for us."""
        return all(
            process is self._monitor.runner and len(process.tids) == 1
            for process in self._monitor.members
            if process.alive
        )

    @property
    def members(self) -> set[Traced]:
        """Every process of the request, and the caller's other children."""
        return self._monitor.members.union(bystanders(self._monitor.runner))

    def send_kill(self) -> None:
        """Send what is left of a request at rest its SIGKILL, without waiting for its end."""
        self._box.send_kill(self.members)

    def close(self) -> None:
        """End every process of the request and forget it."""
        try:
            self._box.kill(self._monitor.members)
            self._box.kill(self.members)
            self._box.tree.forget(self.members)
            self._monitor.belongings.close()
        finally:
            self._box.monitor = None
            self._slot.close()
            for _ in datagrams(self._box.post):
                pass

    def _turn(self) -> None:
        """Wait for anything to happen, and take it in."""
        monitor, slot = self._monitor, self._slot
        slot.flush()
        fds = [self._box.post.fileno(), self._judge.fileno(), *slot.streams]
        if not self._hung_up:
            fds.append(slot.channel.fileno())
        ready = self._poller.wait(fds, monitor.patience())
        self._box.tree.drain()
        if self._judge.fileno() in ready:
            os._exit(0)
        self._read_all()
        monitor.check_runner()
        if monitor.settling:
            monitor.settle(slot.channel)
        monitor.tick()

    def _read_all(self) -> None:
        """Take everything that is there to read, within limits, without waiting."""
        posted, said = datagrams(self._box.post), datagrams(self._slot.channel)
        self._hung_up = self._hung_up or (b"", 0) in said
        if posted or said:
            self._box.tree.drain()
        for data, sender in posted:
            self._monitor.observed(data, sender)
        for data, sender in said:
            if data:
                self._monitor.heard(data, sender, self._slot.channel)
        for stream, output in self._slot.read_output():
            self._monitor.wrote(stream, output)
