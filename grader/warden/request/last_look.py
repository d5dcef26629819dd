"""The last look at a request that did not end: what each of its threads does, and where."""

from __future__ import annotations

from collections.abc import Callable

from grader.evidence import WaitRecord
from grader.warden.deadlock.dumped_stacks import Faults
from grader.warden.deadlock.frames import hold, named_so, places
from grader.warden.deadlock.graph import Edges
from grader.warden.deadlock.proof import Looker
from grader.warden.deadlock.wait_records import describe, typical_look
from grader.warden.request.bystander_check import bystanders
from grader.warden.trace.process_table import Traced, Tree


def last_look(
    prover: Looker,
    tree: Tree,
    runner: Traced,
    stuck: bool,
    file: str,
    aside: set[Traced],
    left: Callable[[], float],
) -> list[WaitRecord]:
    """Describe every thread; ``file`` is the submission's name, ``stuck`` says that nothing moves.

    What still runs is held: it would only take the CPUs from those who look.
    """
    picture = typical_look(prover.look, runner, once=stuck)
    hold({process.pid for process, _ in picture.waits})
    edges = Edges(picture.waits, prover.border.ours, [one for one in bystanders(runner) if one.alive])
    ask = Faults(runner.pid, tree.drain)
    return describe(picture, runner, edges, aside, lambda pids: places(pids, named_so(file), ask, left))
