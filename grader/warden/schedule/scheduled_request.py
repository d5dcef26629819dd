"""A request whose order and clock the warden decides."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import msgspec

from grader.errors import GraderError
from grader.evidence import Outcome
from grader.warden.poller import Poller
from grader.warden.protocol import Ask, Schedule
from grader.warden.request.loop import Request
from grader.warden.runner_slot import RunnerSlot
from grader.warden.schedule.scheduler import Scheduler

if TYPE_CHECKING:
    from grader.box.plan import BoxPlan


def _folders(plan: BoxPlan) -> tuple[str, ...]:
    """Beginnings of the paths of files by which processes of the request can meet."""
    own = (plan.work, plan.tmp, plan.stage, plan.shm)
    return (*(f"{path}/" for path in own), *([f"{plan.folder}/"] if plan.folder else []), "/memfd:")


class ScheduledRequest(Request):
    """Runs free until the runner's first mark, then as its schedule says."""

    def __init__(self, slot: RunnerSlot, poller: Poller, judge: socket.socket, ask: Ask) -> None:
        super().__init__(slot, poller, judge, ask)
        schedule = ask.schedule or Schedule()
        if not Scheduler.possible():
            raise GraderError("On this kind of machine the order of a request cannot be decided.")
        plan, tree = slot.box.plan, slot.box.tree
        self.walled = plan.walls is not None
        self._scheduler = Scheduler(
            schedule, self._monitor, tree, self, _folders(plan), self._monitor.prover.boundary
        )
        self._monitor.prover = self._scheduler.board

    def perform(self) -> Outcome:
        """As every request; with what was played."""
        try:
            return msgspec.structs.replace(super().perform(), played=self._scheduler.played())
        finally:
            self._scheduler.close()

    def _turn(self) -> None:
        super()._turn()
        if self._scheduler.begun and self._monitor.end is None:
            self._scheduler.play()

    def take_in(self) -> None:
        """Read what was said and written, and answer it."""
        self._slot.flush()
        self._box.tree.drain()
        self._read_all()
        self._monitor.check_runner()

    def settle(self) -> None:
        """Look again at what a call left: nothing moves any more."""
        self._monitor.settle(self._slot.channel, at_rest=True)
