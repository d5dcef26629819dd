"""The second proof: a part of a request is stuck for ever, whatever another part does.

Theory of operation
-------------------
Of a request it is asked when its time is over. Three looks at every thread; then, from the caller's first
thread, along the edges of the wait-for graph: whoever could end a wait is reached, with all its threads.
If every thread that is reached sleeps in the same call without time limit in all looks, has not run in
between, and no timer can wake it, then the call could not have returned. An edge counts only where all
who could end the wait are known: a child, the holders of a pipe's other end (no descriptor being under
way in a socket), the threads of a process, the processes that map a shared lock. For anything else
everybody is reached, and whoever is alive then keeps this from being a proof.

Who stands aside could have sent a signal; it had the whole time limit to do so. That is why this is not asked
earlier, and why :mod:`grader.programs.stuck_part`, which asks it of a program that goes on, ends nothing.
"""

from __future__ import annotations

import functools
import socket
import time
from collections.abc import Callable, Iterable

from grader.warden.deadlock.graph import WaitGraph
from grader.warden.deadlock.proof import WaitSnapshot
from grader.warden.deadlock.sight import DELETED, file_of, mapped_as
from grader.warden.deadlock.waits import Wait
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

Thread = tuple[Traced, int]
#: Seconds between the looks.
BETWEEN = (0.02, 0.05)
#: More sockets than this are not asked what is under way in them.
MOST_SOCKETS = 2048


def aside(
    look: Callable[[], WaitSnapshot], drain: Callable[[], None], runner: Traced, ours: frozenset[str]
) -> set[Traced] | None:
    """Processes that take no part in a deadlock of the others; ``None`` if there is no such proof."""
    first = look()
    own = first.waits.get((runner, runner.pid))
    if own is None or not own.endless:
        return None
    looks = [first]
    for seconds in BETWEEN:
        time.sleep(seconds)
        drain()
        looks.append(look())
    needed = reached(looks[-1], runner, ours)
    if needed is None or not all(is_still(thread, looks) for thread in needed):
        return None
    stuck = {process for process, _ in needed}
    return {process for process, _ in looks[-1].waits} - stuck or None


def is_still(thread: Thread, looks: list[WaitSnapshot]) -> bool:
    """Whether a thread has slept through all looks in one call without end, and no timer can wake it."""
    waits = {look.waits.get(thread) for look in looks}
    wait = next(iter(waits))
    moved = len({look.switches.get(thread) for look in looks}) > 1
    return (
        len(waits) == 1
        and wait is not None
        and wait.endless
        and not moved
        and not thread[0].alarms.may_fire()
    )


def reached(
    look: WaitSnapshot, runner: Traced, ours: frozenset[str], peer: Callable[[str], str] = lambda _: ""
) -> set[Thread] | None:
    """All threads on which the caller's return depends; ``None`` if that cannot be known.

    ``peer`` knows to what a socket is connected; empty if it does not.
    """
    processes = {process for process, _ in look.waits}
    if any(process.alarms.outlive for process in processes) or _in_flight(processes):
        return None
    wait_graph = WaitGraph(look.waits, ours, peer=peer)
    found: set[Thread] = set()
    waiting = [runner]
    while waiting:
        process = waiting.pop()
        threads = {thread for thread in look.waits if thread[0] is process} - found
        found |= threads
        for thread in threads:
            enders = _enders(wait_graph, thread, look.waits[thread], processes, peer)
            if not wait_graph.whole:
                return None
            waiting += [ender for ender in enders if ender is not process]
    return found


def _enders(
    wait_graph: WaitGraph,
    thread: Thread,
    wait: Wait,
    processes: set[Traced],
    peer: Callable[[str], str],
) -> set[Traced]:
    """Everybody who could end a wait; all processes where that is not known."""
    match wait.kind:
        case "child" | "lock":
            return wait_graph.enders(thread)
        case "read" | "write" | "poll" if all(_is_known(target, peer) for target in wait.targets):
            holders = (wait_graph.holders(target, wait.kind) for target in wait.targets)
            return wait_graph.enders(thread).union(*holders)
        case "shared lock":
            place = file_of(wait.targets[0])
            if mapped_as(thread[0].pid, place).endswith(DELETED):
                return {process for process in processes if mapped_as(process.pid, place)}
    return processes


def _is_known(target: str, peer: Callable[[str], str]) -> bool:
    """Whether who holds the other end of this can be told from the descriptors of all processes."""
    if target.startswith("socket:["):
        return peer(target) != ""
    return target.startswith("pipe:[") or target == "anon_inode:[pidfd]"


def _in_flight(processes: Iterable[Traced]) -> bool:
    """Whether a descriptor is under way in a Unix socket: then nobody knows who will hold it."""
    count = 0
    wanted = [[b"0"], []] if _tells_of_others() else [[b"0"]]
    for process in processes:
        for fd, target in procfs.descriptors(process.pid).items():
            if target.startswith("socket:["):
                count += 1
                if count > MOST_SOCKETS:
                    return True  # nobody knows
                lines = procfs.read(f"/proc/{process.pid}/fdinfo/{fd}").splitlines()
                told = [line.split()[1] for line in lines if line.startswith(b"scm_fds:")]
                if told not in wanted:
                    return True
    return False


@functools.cache
def _tells_of_others() -> bool:
    """Whether the kernel tells it of Unix sockets: a socket of which it does not is another kind."""
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        return b"scm_fds:" in procfs.read(f"/proc/self/fdinfo/{one.fileno()}")
