"""One running box: its first process, the template's control socket, the observation post.

Theory of operation
-------------------
``RunningBox.start`` forks; the child waits until it is traced, then becomes the launcher (bubblewrap or
Python). The template's pid outside the box is learned from the kernel (the credentials of its
first message), its folders are reached through ``/proc/PID/root``. ``RunningBox.end`` kills every
process of the box and waits until the kernel has reported the end of each.
"""

from __future__ import annotations

import array
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, NoReturn

from grader import wire
from grader.box.plan import BoxPlan
from grader.errors import GraderError, SetupError
from grader.limits import Limits
from grader.messages import machine
from grader.runner.protocol import CleanBox, StartRunner
from grader.warden import cleanup, inherited
from grader.warden.cgroup import group
from grader.warden.cleanup import swept
from grader.warden.datagrams import CREDENTIALS, hear
from grader.warden.launch import become_launcher
from grader.warden.poller import Poller
from grader.warden.request.belongings import Belongings
from grader.warden.request.bystander_check import are_made, bystanders, is_bystander
from grader.warden.trace import addresses, foreign_limits, procfs
from grader.warden.trace.process_tree import ProcessTree, Traced
from grader.warden.trace.write_ledger import Ledger

if TYPE_CHECKING:
    from grader.warden.request.monitor import Monitor
    from grader.warden.runner_slot import RunnerSlot

START_SECONDS = 20.0
KILL_SECONDS = 10.0


class RunningBox:
    """A started box."""

    def __init__(self, plan: BoxPlan, poller: Poller) -> None:
        self.plan = plan.fresh()
        self.template = 0
        self.root = ""
        self.sees_alarms = False
        """Whether the kernel tells when a process of the box arms a timer."""
        self.tree = ProcessTree(self._born, self._threaded, self._reached, self._has_returned)
        self.monitor: Monitor | None = None
        self._lists: list[int] = []
        """The box's lists of System V IPC."""
        self.slot: RunnerSlot | None = None
        """The slot whose runner waits for its request."""
        self.group = group()
        """The control group of the box, where we may have one."""
        self._poller = poller
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with theirs:
            self._launch(theirs)
        self.post = self._ready()

    def _launch(self, theirs: socket.socket) -> None:
        gate_out, gate_in = os.pipe()
        self._launch_errors, error_in = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(gate_in)
            become_launcher(self.plan, theirs, gate_out, error_in)
        os.close(gate_out)
        os.close(error_in)
        os.set_blocking(self._launch_errors, False)
        try:
            self.tree.watch_first(pid)
        except OSError as error:
            os.close(gate_in)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            if inherited.tracer():
                raise SetupError(*machine.TRACED_ALREADY) from error
            raise SetupError(*machine.no_ptrace(error.strerror)) from error
        if self.group is not None and not self.group.add(pid):
            self.group.close()
            self.group = None
        os.write(gate_in, b"g")
        os.close(gate_in)

    def note_writes(self, wanted: bool) -> None:
        """Note from now on who writes what where, or do not. Raises GraderError if nobody tells."""
        if wanted and not self.sees_alarms:
            raise GraderError("The kernel of this machine does not tell who writes what.")
        self.tree.ledger = Ledger(lambda: self.tree.clock()) if wanted else None

    def bound(self, limits: Limits) -> Callable[[], bool]:
        """Bound the memory of the box for a request; what is returned tells whether that was hit."""
        if self.group is None:
            return lambda: False
        self.group.bound(limits)
        return self.group.overran

    def _ready(self) -> socket.socket:
        """Wait for the template's first message; it brings the observation post."""
        data, ancillary = self.receive(START_SECONDS)
        os.close(self._launch_errors)
        fds = [a for level, kind, a in ancillary if kind == socket.SCM_RIGHTS]
        self.template = next(
            CREDENTIALS.unpack(a)[0] for _, kind, a in ancillary if kind == socket.SCM_CREDENTIALS
        )
        message = wire.loads(data)
        if "ready" not in message or not fds:
            raise GraderError("The box did not start as it should.")
        self.sees_alarms = message.get("alarms") is True
        for process in self.tree.processes.values():
            process.signals_held = True
        if self.plan.private:
            self.root = f"/proc/{self.template}/root"
            self._post_at_first = self._post_file()
        first, *self._lists = array.array("i", fds[0])
        post = socket.socket(fileno=first)
        hear(post)
        return post

    def receive(self, patience: float) -> tuple[bytes, list[tuple[int, int, bytes]]]:
        """One message of the template, while the tracees are served. Raises SetupError or GraderError."""
        deadline = time.monotonic() + patience
        self.control.setblocking(False)
        while True:
            self.tree.drain()
            with contextlib.suppress(BlockingIOError):
                data, ancillary, _, _ = self.control.recvmsg(1 << 16, 256)
                if data:
                    return data, ancillary
                self._failed()
            if time.monotonic() > deadline:
                self._failed()
            self._poller.wait([self.control.fileno()], max(0.0, deadline - time.monotonic()))

    def _post_file(self) -> tuple[int, int]:
        """Which file the address of observations leads to: a submission could put another in its place."""
        try:
            found = os.lstat(self.root + self.plan.post)
        except OSError:
            return 0, 0
        return found.st_dev, found.st_ino

    def _failed(self) -> NoReturn:
        """The box has ended or is silent: say why, as far as it told."""
        said = b""
        if self.template == 0:
            with contextlib.suppress(OSError):
                said = os.read(self._launch_errors, 2000)
        self.end()
        if self.template == 0:
            text = said.decode("utf-8", "replace").strip()
            raise SetupError(machine.box_not_started(text))
        raise GraderError("The box's first process ended unexpectedly.")

    def start(self, fds: list[int]) -> None:
        """Have the template fork a runner; :meth:`await_runner` waits until it is born."""
        self._tell(StartRunner(start=True), fds)

    def await_runner(self, slot: RunnerSlot) -> Traced:
        """Wait until the kernel has reported the slot's runner and the children that it begins with."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            self.tree.drain()
            runner = slot.runner
            if runner is not None and (not runner.alive or are_made(runner)):
                return runner
            if not self.tree.processes[self.template].alive:
                raise GraderError("The box's first process ended unexpectedly.")
            if time.monotonic() > deadline:
                self._failed()
            self._poller.wait([], 1.0)

    def clean(self, ended: Iterable[Traced]) -> bool:
        """Remove what a request left (the waiting slot stays); whether all is as new.

        ``ended`` are the processes of the request: the template may still have to collect some of them.
        """
        plan, runner = self.plan, self.slot.runner if self.slot is not None else None
        waiting = [process.inner for process in (runner, *bystanders(runner)) if process is not None]
        if plan.private:
            if self._post_file() != self._post_at_first:
                return False
            pids = {self.tree.processes[self.template].inner, *waiting, *(process.inner for process in ended)}
            if swept(self.root, plan.work, plan.folders(), pids, self._lists):
                return True
        self._tell(CleanBox(clean=waiting), [])
        data, _ = self.receive(KILL_SECONDS)
        return bool(wire.loads(data) == {"cleaned": {"dirty": []}})

    def _tell(self, message: object, fds: list[int]) -> None:
        """Send the template a message. Raises GraderError if it is gone."""
        try:
            socket.send_fds(self.control, [wire.dumps(message)], fds)
        except OSError as error:
            raise GraderError("The box's first process ended unexpectedly.") from error

    def kill(self, processes: Collection[Traced]) -> None:
        """End all of ``processes``, which may grow meanwhile. Returns when none is left."""
        deadline = time.monotonic() + KILL_SECONDS
        while True:
            alive = [process for process in list(processes) if process.alive]
            if not alive and not self.tree.end_foundlings(self.template):
                return
            self.send_kill(alive)
            self._poller.wait([], min(0.1, max(0.0, deadline - time.monotonic())))
            self.tree.drain()
            for process in alive:
                if process.alive and not procfs.is_traced(process.pid):  # told while nobody listened
                    self.tree.ended(process.pid, -signal.SIGKILL, 0.0)
            if time.monotonic() > deadline:
                raise GraderError("A process of the box could not be ended.")

    @staticmethod
    def send_kill(processes: Collection[Traced]) -> None:
        """Send each of ``processes`` that is alive SIGKILL, once."""
        for process in processes:
            if process.alive and not process.kill_sent:
                process.kill_sent = True
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)

    def end(self) -> None:
        """End every process of the box."""
        self.tree.drain()
        self.kill(self.tree.processes.values())
        if self.plan.uid:
            cleanup.end_all(self.plan.uid, self.plan.shm)
        if self.group is not None:
            self.group.close()
        self.control.close()
        for fd in self._lists:
            os.close(fd)
        self._lists = []

    def _born(self, process: Traced) -> None:
        if not self.template or process.parent is None:
            return
        if process.parent.pid == self.template:
            process.signals_held = True
            if self.slot is not None:
                self.slot.runner = process
        elif is_bystander(process, self.template):
            process.bystander, process.signals_held = True, process.parent.signals_held
        elif self.monitor is not None and (
            process.parent.bystander or process.parent in self.monitor.members
        ):
            self.monitor.born(process)

    def _threaded(self, process: Traced) -> None:
        if self.monitor is not None and process in self.monitor.members:
            self.monitor.threaded()

    def _reached(self, process: Traced, tid: int, call: addresses.Call) -> addresses.Step:
        """What becomes of a call that reaches others, their names or sockets, or makes memory of nobody's."""
        monitor = self.monitor
        if foreign_limits.concerns(call):
            return foreign_limits.step(monitor.members if monitor is not None else (), call)
        if monitor is None or process not in monitor.members:
            return addresses.Step.GO
        address = addresses.spoken_to(process.pid, call)
        if address and not address.startswith(self.plan.own_folders()):
            if monitor.trespassed(address):
                self.send_kill([process])
            return addresses.Step.REFUSE
        return addresses.Step.SEE_RETURN if monitor.makes(process, tid, call) else addresses.Step.GO

    def _has_returned(self, process: Traced, tid: int) -> None:
        """A call that was looked at has returned."""
        if self.monitor is not None and process in self.monitor.members:
            self.monitor.belongings.returns(process, tid)

    def belongings(self, members: set[Traced]) -> Belongings:
        """What a request with these processes will have made."""
        return Belongings("" if self.plan.private else self.plan.shm, members, self._segments)

    def _segments(self) -> int:
        """Bytes in the box's System V shared memory, attached or not; 0 where it has none of its own."""
        text = b""
        while self._lists and (more := os.pread(self._lists[0], 1 << 16, len(text))):
            text += more
        rows = [line.split() for line in text.splitlines()[1:]]
        return sum(int(row[-2]) + int(row[-1]) for row in rows)
