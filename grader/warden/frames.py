"""Where in the submission's file each thread is, from py-spy, or from itself.

Theory of operation
-------------------
py-spy reads the memory of a process that goes on. Where that fails more than once, the stack changes while it
is read: what runs is held in a stop of ptrace then, which ends when the warden answers it.
"""

from __future__ import annotations

import contextlib
import functools
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from grader.warden import procfs, ptrace
from grader.warden.faults import Faults
from grader.warden.names import shown

#: How many processes are looked into, how often at most (so many times while they go on), and how long one of
#: them may take, in seconds.
MOST_PROCESSES = 12
TRIES = 10
GOING = 2
PATIENCE = 5.0
#: Seconds for a thread to come to a stop, and the letters of /proc for one that has stopped or ended.
STOPPED_WITHIN = 1.0
STILL = "tTZX"
#: What the submission's calls go through: ours, and what enters and leaves contexts for others.
GO_BETWEENS = ("runner/marks.py", "runner/points.py", "runner/stress.py", "runner/late.py", "/contextlib.py")


@dataclass(frozen=True)
class Place:
    """Where one thread is."""

    call: str
    """Module and name of the Python function that the submission's line has called, for example
    ``queues.Queue.get``;
    empty if that is none of Python's (``os.read``). Outside the submission: of the innermost function."""
    function: str = ""
    """The innermost function of the submission's file, empty if the thread is not in it."""
    line: int | None = None


@functools.cache
def py_spy() -> str | None:
    """The path of py-spy, if it is installed."""
    beside = Path(sys.executable).parent / "py-spy"
    return str(beside) if beside.exists() else shutil.which("py-spy")


def places(pids: Iterable[int], file: str, ask: Faults) -> dict[tuple[int, int], Place]:
    """Pid and thread id (as seen inside the box) to place; ``file`` is the submission's name.

    Where py-spy finds nothing, the processes themselves are asked.
    """
    wanted = list(pids)[:MOST_PROCESSES]
    dumps: dict[int, list[dict[str, Any]]] = {}
    for tried in range(TRIES):
        missing = [pid for pid in wanted if not _is_whole(dumps.get(pid))]
        if tried >= GOING:
            _hold(missing)
        dumps |= _dumps(missing)
    dumps |= ask.dumps([pid for pid in wanted if pid not in dumps])
    return {
        (pid, thread["os_thread_id"]): _place(thread["frames"], file)
        for pid, threads in dumps.items()
        for thread in threads
    }


def _is_whole(threads: list[dict[str, Any]] | None) -> bool:
    return bool(threads) and all(thread["frames"] for thread in threads or ())


def _hold(pids: list[int]) -> None:
    """Stop every thread that runs, if it is traced. One that sleeps is left: its call might be cut short."""
    threads = [tid for pid in pids for tid in procfs.threads(pid) if _state(tid) == "R"]
    for tid in threads:
        ptrace.interrupt(tid)
    deadline = time.monotonic() + STOPPED_WITHIN
    while time.monotonic() < deadline and any(_state(tid) not in STILL for tid in threads):
        time.sleep(0.002)


def _state(tid: int) -> str:
    """The letter of /proc, ``X`` for a thread that is gone."""
    found = procfs.state_and_parent(tid)
    return found[0] if found else "X"


def serves_clients(pid: int) -> bool:
    """Whether the first thread of ``pid`` is in the loop of a Manager's server, and in nothing it calls."""
    for threads in _dumps([pid]).values():
        for thread in threads:
            frames = [(f["name"].rpartition(".")[2], f["filename"]) for f in thread["frames"]]
            while frames and frames[0][0] == "wait" and _is_library(frames[0][1], "threading.py"):
                del frames[0]
            if frames and frames[0][0] == "serve_forever":
                return _is_library(frames[0][1], "multiprocessing/managers.py")
    return False


def _is_library(filename: str, name: str) -> bool:
    return filename == str(Path(sysconfig.get_path("stdlib")) / name)


def _dumps(pids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The threads of each process, as far as they could be read in time."""
    program = py_spy()
    if program is None:
        return {}
    dumps = {
        pid: subprocess.Popen(
            [program, "dump", "--nonblocking", "--json", "--pid", str(pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for pid in pids
    }
    found: dict[int, list[dict[str, Any]]] = {}
    for pid, dump in dumps.items():
        with contextlib.suppress(subprocess.TimeoutExpired, msgspec.DecodeError, msgspec.ValidationError):
            text, _ = dump.communicate(timeout=PATIENCE)
            found[pid] = msgspec.json.decode(text, type=list[dict[str, Any]])
        with contextlib.suppress(OSError):
            dump.kill()
            dump.communicate()
    return found


def _place(frames: list[dict[str, Any]], file: str) -> Place:
    """The innermost frame that is the submission's, and what it has called, up to the last fork."""
    called = ""
    frames = [frame for frame in frames if not frame["filename"].endswith(GO_BETWEENS)]
    for frame in frames:
        if Path(frame["filename"]).name == file:
            return Place(called, shown(frame["name"]), frame["line"])
        if called.startswith("popen_fork.") and called.endswith("_launch"):
            break
        called = _named(frame)
    return Place(_named(frames[0]) if frames else "")


def _named(frame: dict[str, Any]) -> str:
    """Module and function, for example ``queues.Queue.get``."""
    return shown(f"{Path(frame['filename']).stem}.{frame['name']}")
