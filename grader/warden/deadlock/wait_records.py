"""What every thread of a request that did not end was doing, as evidence."""

from __future__ import annotations

import time
from collections.abc import Callable

from grader.evidence import ANY_CHILD, Kind, WaitRecord
from grader.warden.deadlock.dumped_stacks import Faults
from grader.warden.deadlock.frames import Place, hold, places
from grader.warden.deadlock.graph import Edges
from grader.warden.deadlock.proof import Picture
from grader.warden.deadlock.waits import Wait
from grader.warden.request.bystander_check import bystanders
from grader.warden.trace import procfs
from grader.warden.trace.names import shown
from grader.warden.trace.process_table import MANAGER, Traced

MOST_THREADS = 64
#: Looks at a request whose time is over, and the seconds between them.
LAST_LOOKS = 5
BETWEEN_LOOKS = 0.004


def describe(
    picture: Picture,
    runner: Traced,
    file: str,
    ours: frozenset[str],
    aside: set[Traced],
    ask: Faults,
    left: Callable[[], float],
) -> list[WaitRecord]:
    """One record a thread, the caller's first thread first; Python's own services are left out.

    What still runs is held: it would only take the CPUs from those who look.
    """
    hold({process.pid for process, _ in picture.waits})
    threads = [t for t in picture.waits if t[0].kind is not Kind.SERVICE]
    threads.sort(key=lambda t: (t[0] is not runner, t[0].begin, t[1] != t[0].pid, t[1]))
    threads = threads[:MOST_THREADS]
    found = places(dict.fromkeys(process.pid for process, _ in threads), file, ask, left)
    edges = Edges(picture.waits, ours, [process for process in bystanders(runner) if process.alive])
    return [
        _record(
            t, picture.waits[t], edges, found.get((t[0].pid, procfs.inner_tid(*_ids(t))), Place("")), aside
        )
        for t in threads
    ]


def _ids(thread: tuple[Traced, int]) -> tuple[int, int]:
    return thread[0].pid, thread[1]


def _record(
    thread: tuple[Traced, int], wait: Wait, edges: Edges, place: Place, aside: set[Traced]
) -> WaitRecord:
    process, tid = thread
    enders = edges.enders(thread) if wait.endless else set()
    return WaitRecord(
        pid=process.inner,
        first=tid == process.pid,
        kind=wait.kind,
        on=sorted(ender.inner for ender in enders if ender.kind is not Kind.SERVICE or ender.name == MANAGER),
        target=shown(wait.targets[0]) if wait.targets else ANY_CHILD if _is_for_any(wait) else "",
        call=place.call,
        function=place.function,
        line=place.line,
        aside=process in aside,
    )


def _is_for_any(wait: Wait) -> bool:
    """Whether the end of any child ends this wait."""
    return wait.kind == "child" and wait.pid <= 0


def typical_look(look: Callable[[], Picture], runner: Traced, once: bool) -> Picture:
    """A look that shows what the caller does most of the time; ``once`` is enough where nothing moves."""
    looks = [look()]
    while not once and len(looks) < LAST_LOOKS:
        time.sleep(BETWEEN_LOOKS)
        looks.append(look())
    kinds = [one.waits[runner, runner.pid].kind if (runner, runner.pid) in one.waits else "" for one in looks]
    return looks[kinds.index(max(kinds, key=kinds.count))]
