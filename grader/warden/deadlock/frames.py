"""Where in the submission's file each thread is, from py-spy, or from itself.

Theory of operation
-------------------
py-spy reads the memory of a process from outside. What runs is held in a stop of ptrace meanwhile, which ends
when the warden answers it: its stack does not change while it is read, and it takes no CPU from the reader.
Where that fails, it was held between two states; it goes on for a moment, and is held elsewhere.
"""

from __future__ import annotations

import sysconfig
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from grader.warden.deadlock.dumped_stacks import Dumps
from grader.warden.deadlock.stacks import Dump, dumps
from grader.warden.trace import procfs, ptrace
from grader.warden.trace.procfs import shown

#: How many processes are looked into, and how often at most.
MOST_PROCESSES = 12
TRIES = 3
#: Seconds for a thread to come to a stop, and the letters of /proc for one that has stopped or ended.
STOPPED_WITHIN = 0.1
STILL = "tTZX"
#: What the submission's calls go through: ours, and what enters and leaves contexts for others.
GO_BETWEENS = (
    *("runner/marks.py", "runner/points.py", "/contextlib.py"),
    *("runner/origins/holders.py", "runner/origins/openings.py", "runner/origins/puts.py"),
)

#: A method of C has no frame of its own; that of ``runner/origins/holders.py`` stands for it.
ACQUIRE = "synchronize.SemLock.acquire"


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
    file: str = ""
    """That line's file."""


class Asker(Protocol):
    """Who asks processes themselves."""

    @property
    def drain(self) -> Callable[[], None]:
        """Take in what the kernel has to tell, and let go on whoever was stopped for it."""

    def dumps(self, pids: list[int], left: Callable[[], float]) -> Dumps:
        """The first thread of each process that can be asked, in py-spy's form."""


def named_so(file: str) -> Callable[[str], bool]:
    """Tell a file by its last name."""
    return lambda filename: Path(filename).name == file


def places(
    pids: Iterable[int],
    mine: Callable[[str], bool],
    ask: Asker,
    left: Callable[[], float],
    read: Callable[[Iterable[int], Callable[[], float]], dict[int, Dump]] = dumps,
    most: int = MOST_PROCESSES,
) -> dict[tuple[int, int], Place]:
    """Pid and thread id (as seen inside the box) to place; ``mine`` says which files are the submission's.

    Where py-spy finds nothing in the seconds that are ``left``, the processes themselves are asked.
    """
    wanted = list(pids)[:most]
    found: dict[int, Dump] = {}
    for tried in range(TRIES):
        missing = [pid for pid in wanted if not _is_whole(found.get(pid))]
        if not missing or left() <= 0:
            break
        if tried:
            ask.drain()
        hold(missing)
        found |= read(missing, left)
    found |= ask.dumps([pid for pid in wanted if pid not in found], left)
    return {
        (pid, thread["os_thread_id"]): _place(thread["frames"], mine)
        for pid, threads in found.items()
        for thread in threads
    }


def _is_whole(threads: Dump | None) -> bool:
    return bool(threads) and all(thread["frames"] for thread in threads or ())


def hold(pids: Iterable[int]) -> None:
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


def serves_clients(pid: int, left: Callable[[], float]) -> bool:
    """Whether the first thread of ``pid`` is in the loop of a Manager's server, and in nothing it calls."""
    for threads in dumps([pid], left).values():
        for thread in threads:
            frames = [(f["name"].rpartition(".")[2], f["filename"]) for f in thread["frames"]]
            while frames and frames[0][0] == "wait" and _is_library(frames[0][1], "threading.py"):
                del frames[0]
            if frames and frames[0][0] == "serve_forever":
                return _is_library(frames[0][1], "multiprocessing/managers.py")
    return False


def _is_library(filename: str, name: str) -> bool:
    return filename == str(Path(sysconfig.get_path("stdlib")) / name)


def _place(frames: list[dict[str, Any]], mine: Callable[[str], bool]) -> Place:
    """The innermost frame that is the submission's, and what it has called, up to the last fork."""
    called = ACQUIRE if frames and frames[0]["name"].endswith(".acquire_watched") else ""
    frames = [frame for frame in frames if not frame["filename"].endswith(GO_BETWEENS)]
    for frame in frames:
        if mine(frame["filename"]):
            return Place(called, plain(shown(frame["name"])), frame["line"], shown(frame["filename"]))
        if called.startswith("popen_fork.") and called.endswith("_launch"):
            break
        called = _named(frame)
    return Place(_named(frames[0]) if frames else "")


def _named(frame: dict[str, Any]) -> str:
    """Module and function, for example ``queues.Queue.get``."""
    return shown(f"{Path(frame['filename']).stem}.{plain(frame['name'])}")


def plain(name: str) -> str:
    """Return the function that a text names, for one that stands in others: ``work`` for ``f.<locals>.work``.

    What has no name (``<lambda>``, ``<listcomp>``) belongs to the function around it.
    """
    parts = name.split(".<locals>.")
    while len(parts) > 1 and parts[-1].startswith("<"):
        del parts[-1]
    return parts[-1]
