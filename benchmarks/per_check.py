"""Cost of one check: in the box and under trace, against the same call in a plain pytest test.

    python benchmarks/per_check.py [N]

Both sides make the same call of `fork_report` N times (default 100), alternating in rounds in one
run. Ours: a warden, its box and a judge's request, first to last byte. Theirs: an item of a pytest
session that imports the submission, setup to teardown, as pytest measures it.

The last row is no time of one check: as many wardens as there are CPUs go at once, as `grade` does
it, and the seconds of all of them are divided by all their checks.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from grader.bank import load_bank
from grader.box import namespaces, plain
from grader.box.plan import BoxPlan, build_box_package
from grader.limits import Limits
from grader.testing.extract import module_text
from grader.testing.submission import Submission
from grader.warden.client import Warden

ROUNDS = 5
SUITE = """
import os, pytest, fork_report

@pytest.mark.parametrize("n", range({count}))
def test_lines(n):
    out, into = os.pipe()
    os.set_blocking(out, False)
    pid = fork_report.fork_report(into)
    os.close(into)
    text = b""
    try:
        while data := os.read(out, 65536):
            text += data
    except BlockingIOError:
        pass
    os.close(out)
    assert text.startswith(b"child 0 %d" % pid)
"""
CONFTEST = """
import json, time
began = {}
spent = []
def pytest_runtest_logstart(nodeid, location): began[nodeid] = time.perf_counter()
def pytest_runtest_logfinish(nodeid, location): spent.append(time.perf_counter() - began[nodeid])
def pytest_sessionfinish(): open("spent.json", "w").write(json.dumps(spent))
"""


def ours(
    plan: BoxPlan, source: str, scene: object, count: int, ready: Callable[[], object] = lambda: None
) -> tuple[float, list[float]]:
    """Seconds until the first answer (`ready` is called then), and of each further request."""
    began = time.perf_counter()
    with Warden(plan) as warden:
        spent = []
        for number in range(count + 1):
            start = time.perf_counter()
            submission = Submission("fork_report", source, lambda: warden, Limits(), str(number), "fork")
            answer = submission.play(scene, schedule=None)  # type: ignore[arg-type]
            assert len(answer.children) == 1
            assert submission.leak() is None
            spent.append(time.perf_counter() - start)
            if number == 0:
                first = time.perf_counter() - began
                ready()
    return first, spent[1:]


def at_once(plan: BoxPlan, source: str, scene: object, count: int) -> float:
    """Seconds a check, where each CPU has a warden with `count` checks of its own."""
    fork = multiprocessing.get_context("fork")
    cpus = len(os.sched_getaffinity(0))
    start = fork.Barrier(cpus + 1, timeout=60)
    lanes = [fork.Process(target=ours, args=(plan, source, scene, count, start.wait)) for _ in range(cpus)]
    for lane in lanes:
        lane.start()
    start.wait()
    began = time.perf_counter()
    for lane in lanes:
        lane.join()
    spent = time.perf_counter() - began
    assert all(lane.exitcode == 0 for lane in lanes)
    return spent / (cpus * count)


def theirs(folder: Path, count: int) -> list[float]:
    """Seconds of each pytest item."""
    (folder / "test_it.py").write_text(SUITE.format(count=count))
    (folder / "conftest.py").write_text(CONFTEST)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "test_it.py"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return [float(seconds) for seconds in json.loads((folder / "spent.json").read_text())]


def main() -> None:
    """Measure and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    exercise = load_bank().find("fork_report")
    source = exercise.solution.read_text()
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("suite", exercise.suite_files[0])
    assert spec is not None and spec.loader is not None
    suite = module_from_spec(spec)
    spec.loader.exec_module(suite)
    rows: dict[str, list[float]] = {"plain pytest": [], "namespaces": [], "none": []}
    starts: dict[str, list[float]] = {"namespaces": [], "none": []}
    together: list[float] = []
    with tempfile.TemporaryDirectory(prefix="forklore-bench-") as name:
        folder = Path(name)
        (folder / "fork_report.py").write_text(source)
        box_package = build_box_package(folder)
        texts = [source, module_text(suite.__file__), *exercise.start_methods]
        plans = {
            "namespaces": namespaces.plan(box_package).warmed(texts),
            "none": plain.plan(box_package).warmed(texts),
        }
        for _ in range(ROUNDS):
            rows["plain pytest"] += theirs(folder, count // ROUNDS)
            for level, plan in plans.items():
                first, spent = ours(plan, source, suite.reports, count // ROUNDS)
                starts[level].append(first)
                rows[level] += spent
            together.append(at_once(plans["namespaces"], source, suite.reports, count))
    base = statistics.median(rows["plain pytest"])
    print(f"{'':14}{'median ms':>10}{'p95 ms':>9}{'ratio':>8}{'box start + first answer ms':>30}")
    for label, spent in rows.items():
        median, p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
        start = f"{1000 * statistics.median(starts[label]):.0f}" if label in starts else ""
        print(f"{label:14}{1000 * median:10.2f}{1000 * p95:9.2f}{median / base:8.2f}{start:>30}")
    each = statistics.median(together)
    print(f"{'all CPUs':14}{1000 * each:10.2f}{'':9}{each / base:8.2f}")


if __name__ == "__main__":
    main()
