"""The last look at a request that did not end: what each of its threads does, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from grader.evidence import WaitRecord
from grader.warden.deadlock.dumped_stacks import Faults
from grader.warden.deadlock.frames import Place, hold, named_so, places
from grader.warden.deadlock.graph import WaitGraph
from grader.warden.deadlock.proof import SnapshotSource
from grader.warden.deadlock.wait_records import describe, typical_snapshot
from grader.warden.request.bystander_check import bystanders
from grader.warden.trace.noted_lines import NotedLines
from grader.warden.trace.process_tree import ProcessTree, Traced


def last_look(
    prover: SnapshotSource,
    tree: ProcessTree,
    runner: Traced,
    stuck: bool,
    file: str,
    aside: set[Traced],
    left: Callable[[], float],
    noted: NotedLines,
) -> list[WaitRecord]:
    """Describe every thread; ``file`` is the submission's name, ``stuck`` says that nothing moves.

    What still runs is held: it would only take the CPUs from those who look.
    """
    snapshot = typical_snapshot(prover.look, runner, once=stuck)
    hold({process.pid for process, _ in snapshot.waits})
    wait_graph = WaitGraph(
        snapshot.waits, prover.boundary.ours, [one for one in bystanders(runner) if one.alive]
    )
    ask = Faults(runner.pid, tree.drain)

    def where(pids: Iterable[int]) -> Mapping[tuple[int, int], Place]:
        return places(pids, named_so(file), ask, left)

    return describe(snapshot, runner, wait_graph, aside, where, noted=noted)
