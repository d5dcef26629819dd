"""The second proof: a part of a request is stuck for ever, whatever another part does.

Theory of operation
-------------------
Only asked when a request's time is over. Three looks at every thread; then, from the caller's first
thread, along the edges of the wait-for graph: whoever could end a wait is reached, with all its threads.
If every thread that is reached sleeps in the same call without time limit in all looks, has not run in
between, and no timer can wake it, then the call could not have returned. An edge counts only where all
who could end the wait are known: a child, the holders of a pipe's other end (no descriptor being under
way in a socket), the threads of a process, the processes that map a shared lock. For anything else
everybody is reached, and whoever is alive then keeps this from being a proof.

Who stands aside could have sent a signal; it had the whole time limit to do so. That is why this is not asked
earlier.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from grader.warden.deadlock.graph import WaitGraph
from grader.warden.deadlock.proof import WaitSnapshot
from grader.warden.deadlock.sight import file_of, mapped_as
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
    reached = _reached(looks[-1], runner, ours)
    if reached is None or not all(_is_still(thread, looks) for thread in reached):
        return None
    stuck = {process for process, _ in reached}
    return {process for process, _ in looks[-1].waits} - stuck or None


def _is_still(thread: Thread, looks: list[WaitSnapshot]) -> bool:
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


def _reached(look: WaitSnapshot, runner: Traced, ours: frozenset[str]) -> set[Thread] | None:
    """All threads on which the caller's return depends; ``None`` if that cannot be known."""
    processes = {process for process, _ in look.waits}
    if any(process.alarms.outlive for process in processes) or _in_flight(processes):
        return None
    wait_graph = WaitGraph(look.waits, ours)
    reached: set[Thread] = set()
    waiting = [runner]
    while waiting:
        process = waiting.pop()
        threads = {thread for thread in look.waits if thread[0] is process} - reached
        reached |= threads
        for thread in threads:
            enders = _enders(wait_graph, thread, look.waits[thread], processes)
            if not wait_graph.whole:
                return None
            waiting += [ender for ender in enders if ender is not process]
    return reached


def _enders(wait_graph: WaitGraph, thread: Thread, wait: Wait, processes: set[Traced]) -> set[Traced]:
    """Everybody who could end a wait; all processes where that is not known."""
    match wait.kind:
        case "child" | "lock":
            return wait_graph.enders(thread)
        case "read" | "write" | "poll" if all(_is_known(target) for target in wait.targets):
            holders = (wait_graph.holders(target, wait.kind) for target in wait.targets)
            return wait_graph.enders(thread).union(*holders)
        case "shared lock":
            place = file_of(wait.targets[0])
            if mapped_as(thread[0].pid, place).endswith(b"(deleted)"):
                return {process for process in processes if mapped_as(process.pid, place)}
    return processes


def _is_known(target: str) -> bool:
    """Whether who holds the other end of this can be told from the descriptors of all processes."""
    return target.startswith("pipe:[") or target == "anon_inode:[pidfd]"


def _in_flight(processes: Iterable[Traced]) -> bool:
    """Whether a descriptor is under way in a socket: then nobody knows who will hold it."""
    count = 0
    for process in processes:
        for fd, target in procfs.descriptors(process.pid).items():
            if target.startswith("socket:["):
                count += 1
                if count > MOST_SOCKETS:
                    return True  # nobody knows
                lines = procfs.read(f"/proc/{process.pid}/fdinfo/{fd}").splitlines()
                told = [line.split()[1] for line in lines if line.startswith(b"scm_fds:")]
                if told != [b"0"]:  # an old kernel does not tell
                    return True
    return False
