"""A deadlock is proved and explained, and nothing else is called one: a corpus of small programs.

Each program has a function ``go``; the lines at which it waits for ever are marked ``# waits here``.
What each program must be found to be is in ``expected.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from boxes import Box, value

from grader.bank import load_catalogue
from grader.box.plan import BoxPlan
from grader.evidence import Kind, Outcome
from grader.explain import explain
from grader.runner import stackdump
from grader.testing.findings import Finding, read_answer
from grader.verdict import Verdict
from grader.warden import launch
from grader.warden.deadlock import stacks

pytestmark = pytest.mark.timeout(400)

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((HERE / "expected.toml").read_text())
DIAGNOSES = load_catalogue()
CASES = [
    pytest.param(name, method, id=f"{name}-{method}")
    for name, wanted in EXPECTED.items()
    for method in wanted.get("methods", ["fork"])
]
#: These are run without namespaces too.
BARE = [
    "join_before_drain",
    "join_child_wants_lock",
    "get_from_empty",
    "lock_twice",
    "locks_in_two_orders",
    "fifos_in_two_orders",
    "write_end_kept_open",
    "wait_before_read",
    "stopped_child",
    "alarm_with_handler",
    "thread_releases_shared",
    "sleeps_for_ever",
]
SIDE_BY_SIDE = 3
#: Wall limit of programs that neither end nor are proved to be stuck, in seconds.
ENDLESS_SECONDS = 1.5


@pytest.fixture(scope="module")
def boxes(plan_of: Callable[[str], BoxPlan]) -> Iterator[Callable[[str], Box]]:
    """One box for each isolation level."""
    made: dict[str, Box] = {}

    def find(isolation: str) -> Box:
        if isolation not in made:
            made[isolation] = Box(plan_of(isolation))
        return made[isolation]

    yield find
    for box in reversed(made.values()):
        box.close()


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, plan_of: Callable[[str], BoxPlan]
) -> Iterator[dict[tuple[str, str], Future[Outcome]]]:
    """What came of the programs whose tests were chosen, from three boxes side by side."""
    chosen = [
        item for item in request.session.items if getattr(item, "function", None) is test_in_a_private_box
    ]
    parameters = [item.callspec.params for item in chosen if isinstance(item, pytest.Function)]
    cases = [(given["name"], given["method"]) for given in parameters]
    free: SimpleQueue[Box] = SimpleQueue()
    made = [Box(plan_of("namespaces")) for _ in range(SIDE_BY_SIDE)]
    for box in made:
        assert box.warden  # forked before there are threads
        free.put(box)

    def run(name: str, method: str) -> Outcome:
        box = free.get()
        try:
            return perform(box, name, method)
        finally:
            free.put(box)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield {case: pool.submit(run, *case) for case in cases}
    for box in reversed(made):
        box.close()


def perform(box: Box, name: str, method: str = "fork") -> Outcome:
    wanted = EXPECTED[name]
    late = wanted["verdict"] == "TIMED_OUT" or wanted.get("late")
    more = {"wall_seconds": ENDLESS_SECONDS} if late else {}
    return box.call(source(name), "go", start_method=method, **more)


def source(name: str) -> str:
    return (HERE / "programs" / f"{name}.py").read_text()


def judged(outcome: Outcome, text: str = "") -> tuple[str, str | None, str]:
    """Verdict, diagnosis and sentence."""
    try:
        value = read_answer(outcome, {}, text)
    except Finding as finding:
        return finding.verdict.name, finding.diagnosis, finding.message
    return ("PASSED" if value == "ended" else "FAILED"), None, repr(value)


def marked(name: str) -> set[int]:
    lines = enumerate(source(name).splitlines(), 1)
    return {number for number, line in lines if line.endswith("# waits here")}


def roles(outcome: Outcome) -> dict[int, str]:
    """Pid to caller, child 1, child 2 ... in order of birth; Python's services left out."""
    own = [p for p in outcome.evidence.processes if p.kind is Kind.PROCESS]
    runner = next(p.pid for p in outcome.evidence.processes if p.kind is Kind.RUNNER)
    return {runner: "caller"} | {p.pid: f"child {number}" for number, p in enumerate(own, 1)}


def check(outcome: Outcome, name: str) -> None:
    wanted = EXPECTED[name]
    verdict, diagnosis, sentence = judged(outcome, source(name))
    assert verdict == wanted["verdict"], sentence
    assert verdict in Verdict.__members__
    if verdict == "PASSED":
        return
    assert wanted.get("says", "") in sentence
    lines = {wait.line for wait in outcome.evidence.waits if wait.line is not None}
    assert marked(name) <= lines, outcome.evidence.waits
    assert f"line {min(marked(name))}" in sentence if len(marked(name)) == 1 else True
    assert diagnosis == wanted.get("diagnosis"), sentence
    if "cycle" in wanted:
        told = [roles(outcome).get(pid) for pid in explain(outcome.evidence).cycle]
        assert told[:-1] == wanted["cycle"] and told[0] == told[-1], sentence


@pytest.mark.parametrize(("name", "method"), CASES)
def test_in_a_private_box(outcomes: dict[tuple[str, str], Future[Outcome]], name: str, method: str) -> None:
    check(outcomes[name, method].result(), name)


@pytest.mark.parametrize("name", BARE)
def test_without_namespaces(boxes: Callable[[str], Box], name: str) -> None:
    check(perform(boxes("none"), name), name)


ALONE = (
    "join_before_drain",
    "join_child_gets",
    "get_from_empty",
    "put_on_full",
    "lock_twice",
    "wait_before_read",
)


@pytest.mark.parametrize("name", ALONE)
def test_without_py_spy_the_processes_say_where_they_are(
    plan_of: Callable[[str], BoxPlan], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for module in (launch, stacks):
        monkeypatch.setattr(module, "py_spy", lambda: None)
    box = Box(plan_of("namespaces"))
    try:
        outcome = perform(box, name)
        check(outcome, name)
        assert not [s for s in outcome.evidence.signals if s.number == stackdump.NUMBER]
        assert value(box.call("def f():\n    return 1\n")) == 1
    finally:
        box.close()


def test_what_may_end_from_outside_is_not_called_a_deadlock_without_namespaces(
    boxes: Callable[[str], Box],
) -> None:
    outcome = boxes("none").call(source("socketpair_recv"), "go", wall_seconds=0.5)
    assert judged(outcome)[0] == "TIMED_OUT"


def test_a_busy_line_is_quoted(boxes: Callable[[str], Box]) -> None:
    outcome = perform(boxes("namespaces"), "busy_for_ever")
    _, _, told = judged(outcome, source("busy_for_ever"))
    assert "is busy on the CPU in `while queue.empty():`" in told or "is busy on the CPU in `pass`" in told


def test_programs_and_expectations_match() -> None:
    assert {path.stem for path in (HERE / "programs").glob("*.py")} == set(EXPECTED)
    assert len(EXPECTED) >= 60
    for name, wanted in EXPECTED.items():
        assert wanted["verdict"] == "PASSED" or marked(name) or "says" in wanted


def test_every_diagnosis_is_in_the_catalogue() -> None:
    folder = Path(explain.__code__.co_filename).parent
    texts = [path.read_text() for path in folder.glob("*.py")]
    used = {found for text in texts for found in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)}
    assert used and used <= set(DIAGNOSES)
    assert {wanted["diagnosis"] for wanted in EXPECTED.values() if "diagnosis" in wanted} == used
