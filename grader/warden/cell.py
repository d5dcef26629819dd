"""One running box: its first process, the template's control socket, the observation post.

Theory of operation
-------------------
``Cell.start`` forks; the child waits until it is traced, then becomes the launcher (bubblewrap or
Python). The template's pid outside the box is learned from the kernel (the credentials of its
first message), its folders are reached through ``/proc/PID/root``. ``Cell.end`` kills every
process of the box and waits until the kernel has reported the end of each.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, NoReturn

from grader import wire
from grader.box.plan import BoxPlan
from grader.errors import GraderError, SetupError
from grader.runner.template import CONTROL_FD
from grader.warden.bell import Bell
from grader.warden.tree import Traced, Tree

if TYPE_CHECKING:
    from grader.warden.lane import Lane
    from grader.warden.watch import Watch

START_SECONDS = 20.0
KILL_SECONDS = 10.0
NO_PTRACE = "This machine does not let a grader watch processes (ptrace: {})."
NO_PTRACE_FIX = (
    "In a container, add the capability SYS_PTRACE; with Yama, set kernel.yama.ptrace_scope to 1 or 0."
)
CREDENTIALS = struct.Struct("3i")


class Cell:
    """A started box."""

    def __init__(self, plan: BoxPlan, bell: Bell) -> None:
        self.plan = plan.fresh()
        self.template = 0
        self.root = ""
        self.sees_alarms = False
        """Whether the kernel tells when a process of the box arms a timer."""
        self.tree = Tree(self._born, self._threaded)
        self.watch: Watch | None = None
        self.lane: Lane | None = None
        """The lane whose runner waits for its request."""
        self._bell = bell
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with theirs:
            self._launch(theirs)
        self.post = self._ready()
        self.post.setblocking(False)

    def _launch(self, theirs: socket.socket) -> None:
        gate_out, gate_in = os.pipe()
        self._launch_errors, error_in = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(gate_in)
            _become_launcher(self.plan, theirs, gate_out, error_in)
        os.close(gate_out)
        os.close(error_in)
        os.set_blocking(self._launch_errors, False)
        try:
            self.tree.watch_first(pid)
        except OSError as error:
            os.close(gate_in)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise SetupError(NO_PTRACE.format(error.strerror), NO_PTRACE_FIX) from error
        os.write(gate_in, b"g")
        os.close(gate_in)

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
            process.shielded = True
        if self.plan.private:
            self.root = f"/proc/{self.template}/root"
        post = socket.socket(fileno=int.from_bytes(fds[0][:4], "little"))
        post.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
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
            self._bell.wait([self.control.fileno()], max(0.0, deadline - time.monotonic()))

    def _failed(self) -> NoReturn:
        """The box has ended or is silent: say why, as far as it told."""
        said = b""
        if self.template == 0:
            with contextlib.suppress(OSError):
                said = os.read(self._launch_errors, 2000)
        self.end()
        if self.template == 0:
            text = said.decode("utf-8", "replace").strip()
            raise SetupError(f"The box could not be started: {text or 'its launcher ended without a word'}")
        raise GraderError("The box's first process ended unexpectedly.")

    def start(self, name: str, fds: list[int]) -> None:
        """Have the template fork a runner; :meth:`await_runner` waits until it is born."""
        self._tell({"start": name}, fds)

    def await_runner(self, lane: Lane) -> Traced:
        """Wait until the kernel has reported the lane's runner."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            self.tree.drain()
            if lane.runner is not None:
                return lane.runner
            if not self.tree.processes[self.template].alive:
                raise GraderError("The box's first process ended unexpectedly.")
            if time.monotonic() > deadline:
                self._failed()
            self._bell.wait([], 1.0)

    def clean(self) -> bool:
        """Have the template remove what a request left (the waiting lane stays); whether all is as new."""
        lane = self.lane
        pid = lane.runner.inner if lane is not None and lane.runner is not None else 0
        self._tell({"clean": {"pid": pid, "folder": lane.name if lane is not None else ""}}, [])
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
            for process in alive:
                if not process.doomed:
                    process.doomed = True
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process.pid, signal.SIGKILL)
            self._bell.wait([], min(0.1, max(0.0, deadline - time.monotonic())))
            self.tree.drain()
            if time.monotonic() > deadline:
                raise GraderError("A process of the box could not be ended.")

    def end(self) -> None:
        """End every process of the box."""
        self.tree.drain()
        self.kill(self.tree.processes.values())
        self.control.close()

    def _born(self, process: Traced) -> None:
        if not self.template or process.parent is None:
            return
        if process.parent.pid == self.template:
            if self.lane is not None:
                self.lane.runner = process
                process.shielded = True
        elif self.watch is not None and process.parent in self.watch.members:
            self.watch.born(process)

    def _threaded(self, process: Traced) -> None:
        if self.watch is not None and process in self.watch.members:
            self.watch.threaded()


def _become_launcher(plan: BoxPlan, control: socket.socket, gate: int, errors: int) -> NoReturn:
    """In the forked child: wait to be traced, then exec; nothing of the warden stays open."""
    try:
        os.setsid()
        if os.read(gate, 1) != b"g":
            os._exit(3)
        os.dup2(control.fileno(), 100)
        os.dup2(errors, 101)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(101, 1)
        os.dup2(101, 2)
        os.dup2(100, CONTROL_FD)
        os.closerange(CONTROL_FD + 1, 4096)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        os.umask(0o022)
        os.execve(plan.argv[0], plan.argv, plan.environment)
    except BaseException as error:
        os.write(2, f"{plan.argv[0]}: {error}".encode())
    finally:
        os._exit(3)
