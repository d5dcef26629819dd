"""Storms against the warden at every level: each ends with a verdict, and the warden's own work is bounded.

Each file in ``storms`` is a submission that gives the warden as much to do as it can. Its docstring names the
verdicts that it may get. How many seconds each takes is for ``benchmarks/storms.py``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import cast

import accounts
import pytest
from boxes import LEVELS_HERE, WALL, Box, descendants, gone, marked, unavailable, until, value
from counts import Counts
from runs import STORMS, STORMS_ENOUGH, Run, perform, perform_as_account

from grader import wire
from grader.box.plan import BoxPlan
from grader.errors import GraderError
from grader.evidence import End, Kind, Outcome
from grader.verdict import Verdict
from grader.warden.deadlock import frames, proof, sight
from grader.warden.deadlock.waits import Boundary
from grader.warden.trace.process_tree import MANAGER, ProcessTree, Traced

pytestmark = pytest.mark.timeout(400)
#: Who grades: whoever runs the tests, at every isolation level; where that is root, an ordinary user as well.
WHO = [
    *LEVELS_HERE,
    *(f"{level} as a user" for level in LEVELS_HERE if os.geteuid() == 0 and level != "uid"),
]


@pytest.fixture(scope="session", params=WHO)
def run(
    request: pytest.FixtureRequest,
    plan_of: Callable[[str], BoxPlan],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """All storms at one isolation level."""
    isolation, _, user = request.param.partition(" ")
    plan_of(isolation)
    if not user:
        return perform(isolation, list(STORMS), tmp_path_factory.mktemp("surroundings"), [])
    if why := accounts.missing():
        unavailable(f"Nothing can be run as an ordinary user: {why}.")
    return perform_as_account(isolation, STORMS_ENOUGH)


def test_no_storm_may_be_a_fault_of_the_grader() -> None:
    assert len(STORMS) >= 21
    assert all(Verdict.GRADER_ERROR not in storm.verdicts for storm in STORMS.values())


@pytest.mark.parametrize("name", STORMS)
def test_it_ends_with_its_verdict(run: Run, name: str) -> None:
    if name in run.attacks:
        report = run.attacks[name]
        found = [(check.verdict, check.message, check.code) for check in report.checks]
        assert {verdict for verdict, *_ in found} <= STORMS[name].verdicts, found
        assert report.points == 0


def test_nothing_lives_or_stays(run: Run) -> None:
    assert gone(marked("squares.py") & descendants(os.getpid())), run.isolation
    assert run.outside == []


# -- what it costs the warden, by count ----------------------------------------------------------------


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """Counts for the wardens that the test starts."""
    return Counts(monkeypatch)


@pytest.fixture
def counted(counts: Counts, plan_of: Callable[[str], BoxPlan]) -> Iterator[Box]:
    """A box whose warden counts what it does."""
    own = Box(plan_of("namespaces"))
    yield own
    own.close()


def storm(box: Box, name: str, wall_seconds: float = 0.5) -> Outcome:
    text = STORMS[f"storms/{name}"].text
    return box.call(text, "squares", None, [1, 2, 3], wall_seconds=wall_seconds, memory_bytes=1 << 30)


@pytest.mark.parametrize(
    "name", ["polls", "mixed_polls", "mappings", "deep_stacks", "execs", "stops", "threads_that_fork"]
)
def test_the_wardens_own_work_is_bounded(counted: Box, counts: Counts, name: str) -> None:
    evidence = storm(counted, name).evidence
    many = evidence.peak_processes + sum(process.threads for process in evidence.processes)
    look, sample = counts.of("look"), counts.of("sample")
    assert look["files"] <= sight.MOST_DESCRIPTORS + 8 * many
    assert look["bytes"] <= sight.MOST_MAPS + 2048 * look["files"]
    assert sample["files"] <= 8 * many
    assert counts.of("event")["files"] <= 32 + len(evidence.processes)
    assert counts.readers <= frames.MOST_PROCESSES * frames.TRIES


def test_a_program_that_is_not_python_is_not_asked_for_its_stack(counted: Box, counts: Counts) -> None:
    source = "import os\ndef squares(*_):\n    os.execvp('sleep', ['sleep', '60'])\n"
    outcome = counted.call(source, "squares", wall_seconds=0.5)
    assert outcome.evidence.waits
    assert counts.readers == 0


def test_false_managers_are_asked_where_they_are(counted: Box, counts: Counts) -> None:
    """The storm is what it is meant to be."""

    def rage() -> None:
        with contextlib.suppress(GraderError):
            storm(counted, "false_managers", 60.0)

    pid = counted.warden.pid
    raging = threading.Thread(target=rage)
    raging.start()
    try:
        assert until(lambda: counts.servers_asked >= 2)
    finally:
        os.kill(pid, signal.SIGKILL)
        raging.join()


def test_servers_are_asked_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(proof, "serves_clients", lambda pid, _: asked.append(pid))
    servers = [Traced(pid=n, inner=n, parent=None, begin=0.0) for n in range(1, 7)]
    for server in servers:
        server.kind, server.name = Kind.SERVICE, MANAGER
    boundary = Boundary(frozenset(), True, ())
    prover = proof.Prover(
        cast("ProcessTree", SimpleNamespace(events=0)), set(servers), boundary, True, lambda: 1.0
    )
    for _ in range(100):
        for server in servers:
            assert not prover._servers_serve([(server, server.pid)])
    assert len(asked) == proof.MOST_ASKED_OF_ALL
    assert max(map(asked.count, asked)) <= proof.MOST_ASKED


def test_the_colliding_answer_reaches_whoever_decodes_it(counted: Box) -> None:
    outcome = storm(counted, "colliding_answer", WALL)
    assert outcome.end is End.ANSWERED
    with pytest.raises(wire.WireError, match="too many keys"):
        value(outcome)
