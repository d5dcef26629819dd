"""The box's first process: forks a fresh runner for every request.

Theory of operation
-------------------
Started by the warden (through the box's launcher) with a SEQPACKET control socket as descriptor 3.
On the ``namespaces`` rung it is process 1 of the box: nothing inside can signal it, its end ends
every process of the box. It never loads a submission and is not dumpable, so that a submission
cannot read its memory or descriptors through /proc.

``start`` (with three descriptors: the runner's channel, stdout, stderr) forks a runner.
``clean`` arrives when a request is over: whatever is still in the box, but for the runner that waits
for the next request, is killed (process 1 only), every zombie is reaped, and every file that the
request may have left is removed.

A hostile runner is a fork of this process: it holds a copy of this memory (no secrets in it) and
closes the control socket before the submission is loaded.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import shutil
import signal
import socket
import sys
import time
from typing import Any, NoReturn

from grader import wire
from grader.runner import alarms, stage

CONTROL_FD = 3
PR_SET_DUMPABLE = 4
ROUNDS = 2000
SYSV_LISTS = ("/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg")

#: Imported before the first request, so that a forked runner finds them warm.
PRELOAD = (
    "concurrent.futures.process",
    "inspect",
    "linecache",
    "multiprocessing.connection",
    "multiprocessing.managers",
    "multiprocessing.pool",
    "multiprocessing.popen_fork",
    "multiprocessing.popen_forkserver",
    "multiprocessing.popen_spawn_posix",
    "multiprocessing.queues",
    "multiprocessing.shared_memory",
    "multiprocessing.sharedctypes",
    "multiprocessing.synchronize",
    "queue",
    "random",
    "tempfile",
    "traceback",
    "grader.runner.request",
    "grader.runner.stage",
)


_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def set_dumpable(dumpable: bool) -> None:
    """Allow or refuse other processes of the same user to look into this one (Linux only)."""
    if _prctl is not None:
        _prctl(PR_SET_DUMPABLE, int(dumpable), 0, 0, 0)


def main() -> NoReturn:
    """Serve the control socket until it closes."""
    import importlib

    set_dumpable(False)
    for name in PRELOAD:
        importlib.import_module(name)
    box = wire.loads(os.environ.pop("FORKLORE_BOX"))
    sys.path[:] = [
        entry for entry in sys.path if "site-packages" not in entry and "dist-packages" not in entry
    ]
    main_module = sys.modules["__main__"]
    main_module.__dict__.pop("__file__", None)
    main_module.__spec__ = None
    control = socket.socket(fileno=CONTROL_FD)
    control.set_inheritable(False)
    post = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    post.bind(stage.address(box["post"]))
    message = {"ready": os.getpid(), "alarms": alarms.install()}
    socket.send_fds(control, [wire.dumps(message)], [post.fileno()])
    post.close()
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
                _become_runner(message["start"], box, fds)
            for fd in fds:
                os.close(fd)
        else:
            control.send(wire.dumps({"cleaned": _clean(box, **message["clean"])}))


def _become_runner(name: str, box: dict[str, Any], fds: list[int]) -> NoReturn:
    from grader.runner.request import serve

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    set_dumpable(True)
    os.setsid()
    try:
        serve(name, box, fds)
    finally:
        os._exit(71)


def _reap(*_: object) -> None:
    """Collect every child that has ended: runners, and processes that were orphaned."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _clean(box: dict[str, Any], pid: int, folder: str) -> dict[str, object]:
    """Return the box to its first state, but for the waiting runner ``pid`` and its ``folder``.

    ``dirty`` says what could not be undone.
    """
    dirty = [] if _end_strangers(pid) else ["a process"]
    dirty += [path for path in box["folders"] if not _empty(path, folder if path == box["work"] else "")]
    if box["private_ipc"] and any(_lines(path) > 1 for path in SYSV_LISTS):
        dirty.append("System V IPC")
    return {"dirty": dirty}


def _end_strangers(waiting: int) -> bool:
    """Reap every zombie; as process 1, kill what the warden has not seen and ended."""
    for _ in range(ROUNDS):
        _reap()
        if os.getpid() != 1:
            return True
        strangers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        strangers = [pid for pid in strangers if pid not in (1, waiting)]
        if not strangers:
            return True
        for pid in strangers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)
    return False


def _empty(folder: str, keep: str) -> bool:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == keep:
                continue
            with contextlib.suppress(OSError, RecursionError):
                if entry.is_dir(follow_symlinks=False):
                    os.chmod(entry.path, 0o700)
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)
    return all(name == keep for name in os.listdir(folder))


def _lines(path: str) -> int:
    try:
        with open(path, "rb") as file:
            return len(file.readlines())
    except OSError:
        return 0
