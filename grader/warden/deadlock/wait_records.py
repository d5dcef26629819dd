"""What every thread of a request that did not end was doing, as evidence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

import msgspec

from grader.evidence import ANY_CHILD, Kind, WaitRecord
from grader.warden.deadlock.frames import Place
from grader.warden.deadlock.graph import WaitGraph
from grader.warden.deadlock.proof import WaitSnapshot
from grader.warden.deadlock.waits import Wait
from grader.warden.trace import procfs
from grader.warden.trace.noted_lines import NotedLines
from grader.warden.trace.process_tree import MANAGER, Traced
from grader.warden.trace.procfs import shown

MOST_THREADS = 64
#: Looks at a request whose time is over, and the seconds between them.
LAST_LOOKS = 5
BETWEEN_LOOKS = 0.004


def describe(
    snapshot: WaitSnapshot,
    runner: Traced,
    wait_graph: WaitGraph,
    aside: set[Traced],
    where: Callable[[Iterable[int]], Mapping[tuple[int, int], Place]],
    file_of: Callable[[Place], str] = lambda _: "",
    noted: NotedLines | None = None,
) -> list[WaitRecord]:
    """One record a thread, the caller's first thread first; Python's own services are left out.

    ``where`` tells the place of each thread of some processes, ``noted`` what those have noted.
    """
    threads = [t for t in snapshot.waits if t[0].kind is not Kind.SERVICE]
    threads.sort(key=lambda t: (t[0] is not runner, t[0].begin, t[1] != t[0].pid, t[1]))
    threads = threads[:MOST_THREADS]
    found = where(dict.fromkeys(process.pid for process, _ in threads))
    records = []
    for thread in threads:
        place = found.get((thread[0].pid, procfs.inner_tid(*_ids(thread))), Place(""))
        wait = snapshot.waits[thread]
        record = _record(thread, wait, wait_graph, place, aside, file_of(place))
        target = wait.targets[0] if len(wait.targets) == 1 else ""
        if noted is not None:
            holder, origin = noted.of_wait(thread[0].pid, wait.kind, target, wait.address)
            puts = noted.puts(thread[0], wait.kind, target, wait.address)
            record = msgspec.structs.replace(record, holder=holder, origin=origin, puts=puts)
        records.append(record)
    return records


def _ids(thread: tuple[Traced, int]) -> tuple[int, int]:
    return thread[0].pid, thread[1]


def _record(
    thread: tuple[Traced, int], wait: Wait, wait_graph: WaitGraph, place: Place, aside: set[Traced], file: str
) -> WaitRecord:
    process, tid = thread
    enders = wait_graph.enders(thread) if wait.endless else set()
    return WaitRecord(
        pid=process.inner,
        first=tid == process.pid,
        kind=wait.kind,
        on=sorted(ender.inner for ender in enders if ender.kind is not Kind.SERVICE or ender.name == MANAGER),
        target=shown(wait.targets[0]) if wait.targets else ANY_CHILD if _is_for_any(wait) else "",
        call=place.call,
        function=place.function,
        line=place.line,
        file=file,
        aside=process in aside,
    )


def _is_for_any(wait: Wait) -> bool:
    """Whether the end of any child ends this wait."""
    return wait.kind == "child" and wait.pid <= 0


def typical_snapshot(look: Callable[[], WaitSnapshot], runner: Traced, once: bool) -> WaitSnapshot:
    """A look that shows what the caller does most of the time; ``once`` is enough where nothing moves."""
    looks = [look()]
    while not once and len(looks) < LAST_LOOKS:
        time.sleep(BETWEEN_LOOKS)
        looks.append(look())
    kinds = [one.waits[runner, runner.pid].kind if (runner, runner.pid) in one.waits else "" for one in looks]
    return looks[kinds.index(max(kinds, key=kinds.count))]
