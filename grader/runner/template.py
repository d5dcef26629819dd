"""The box's first process: forks a fresh runner for every request.

Theory of operation
-------------------
Started by the warden (through the box's launcher) with a SEQPACKET control socket as descriptor 3.
At isolation level ``namespaces`` it is process 1 of the box: nothing inside can signal it, its end ends
every process of the box. It never loads a submission and is not dumpable, so that a submission
cannot read its memory or descriptors through /proc.

``start`` (with three descriptors: the runner's channel, stdout, stderr) forks a runner.
``clean`` arrives when a request is over: whatever is still in the box, but for the runner that waits for
the next request and its children, is killed (process 1 only), every zombie is reaped, and every file that
the request may have left is removed.

A hostile runner is a fork of this process: it holds a copy of this memory (no secrets in it) and
closes the control socket before the submission is loaded.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

from grader import wire
from grader.runner.confine import capabilities, landlock, seccomp
from grader.runner.protocol import BoxCleaned, BoxReady
from grader.scenario import sync

CONTROL_FD = 3
PR_SET_DUMPABLE = 4
ROUNDS = 2000
SYSV_LISTS = ("/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg")

#: Imported before the first request, so that a forked runner finds them warm; more are named by the plan.
PRELOAD = ("linecache", "grader.runner.points", "grader.runner.request", "grader.scenario")


_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def set_dumpable(dumpable: bool) -> None:
    """Allow or refuse other processes of the same user to look into this one (Linux only)."""
    if _prctl is not None:
        _prctl(PR_SET_DUMPABLE, int(dumpable), 0, 0, 0)


def _settle_in() -> dict[str, Any]:
    """Put up the box's own walls, load what it will need, and forget where it all came from."""
    import importlib

    box: dict[str, Any] = wire.loads(os.environ.pop("FORKLORE_BOX"))
    if box["walls"] is not None:
        landlock.confine(**box["walls"])
        capabilities.drop()
    for name in (*PRELOAD, *os.environ.pop("FORKLORE_PRELOAD").split()):
        importlib.import_module(name)
    from grader.runner import origins

    origins.install()
    sys.path[:] = [
        entry for entry in sys.path if "site-packages" not in entry and "dist-packages" not in entry
    ]
    main_module = sys.modules["__main__"]
    main_module.__dict__.pop("__file__", None)
    main_module.__spec__ = None
    if os.environ.pop("FORKLORE_FAULTS", ""):
        from grader.runner import stackdump

        stackdump.install()
    return box


def main() -> NoReturn:
    """Serve the control socket until it closes."""
    set_dumpable(False)
    _schedule(os.SCHED_BATCH)
    box = _settle_in()
    from grader.runner.confine import point_filter
    from grader.runner.request import serve

    point_filter.packed(os.uname().machine)
    control = _report(box)
    signal.signal(signal.SIGCHLD, _reap)
    gc.collect()
    gc.freeze()
    while True:
        data, fds, _, _ = socket.recv_fds(control, 1 << 20, 3)
        if not data:
            os._exit(0)
        message = wire.loads(data)
        if "start" in message:
            if os.fork() == 0:
                control.close()
                _become_runner(serve, box, fds)
            for fd in fds:
                os.close(fd)
        else:
            control.send(wire.dumps(BoxCleaned(cleaned=_clean(box, message["clean"]))))


def _report(box: dict[str, Any]) -> socket.socket:
    """Tell the warden that the box is ready; hand it the observation post and the lists of System V IPC."""
    control = socket.socket(fileno=CONTROL_FD)
    control.set_inheritable(False)
    post = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    post.bind(sync.address(box["post"]))
    installed = seccomp.install(shared=not box["private_ipc"], unix_only=box["walls"] is not None)
    message = BoxReady(ready=os.getpid(), alarms=installed)
    lists = [os.open(path, os.O_RDONLY) for path in SYSV_LISTS if box["private_ipc"] and os.path.exists(path)]
    socket.send_fds(control, [wire.dumps(message)], [post.fileno(), *lists])
    for fd in lists:
        os.close(fd)
    post.close()
    return control


def _become_runner(serve: Callable[..., None], box: dict[str, Any], fds: list[int]) -> NoReturn:
    _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)  # signal.signal costs 0.1 ms in a new process
    os.setsid()
    try:
        serve(box, fds, _begin)
    finally:
        os._exit(71)


def _reap(*_: object) -> None:
    """Collect every child that has ended: runners, and processes that were orphaned."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _clean(box: dict[str, Any], waiting: list[int]) -> dict[str, list[str]]:
    """Return the box to its first state, but for the ``waiting`` runner and its children.

    ``dirty`` says what could not be undone.
    """
    dirty = [] if _end_strangers(waiting) else ["a process"]
    dirty += [path for path, keep in box["folders"].items() if not _empty(path, keep)]
    if box["private_ipc"] and any(_lines(path) > 1 for path in SYSV_LISTS):
        dirty.append("System V IPC")
    return {"dirty": dirty}


def _end_strangers(waiting: list[int]) -> bool:
    """Reap every zombie; as process 1, kill what the warden has not seen and ended."""
    for _ in range(ROUNDS):
        _reap()
        if os.getpid() != 1:
            return True
        strangers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        strangers = [pid for pid in strangers if pid not in (1, *waiting)]
        if not strangers:
            return True
        for pid in strangers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)
    return False


def _empty(folder: str, keep: list[str]) -> bool:
    import shutil  # brings six libraries along, which every fork would have to map

    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in keep:
                continue
            with contextlib.suppress(OSError, RecursionError):
                if entry.is_dir(follow_symlinks=False):
                    os.chmod(entry.path, 0o700)
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)
    return sorted(os.listdir(folder)) == keep


def _lines(path: str) -> int:
    try:
        with open(path, "rb") as file:
            return len(file.readlines())
    except OSError:
        return 0


def _begin() -> None:
    set_dumpable(True)
    _schedule(os.SCHED_OTHER)


def _schedule(policy: int) -> None:
    """Have this process scheduled so; who was started as idle (``chrt -i``) may have to stay that."""
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, policy, os.sched_param(0))
