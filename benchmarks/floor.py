"""What a check costs above the same forks, execs and waits done by a bare script in the same run.

    python benchmarks/floor.py [ROUNDS]

A round does both sides, one after the other. The floor is a Python process, without site packages, that has
imported what the answer imports. It makes a child for each call; the child loads the answer, calls it and
ends, and the process waits for it. Ours is the whole of a request as `grade` makes it in a box that is there
already: every birth, exit and signal traced, what is left looked for, the box cleaned. The ratio is that of
the medians. The last row has as many at once as there are CPUs, divided by all calls.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from pathlib import Path

from grader.bank import load_bank
from grader.box import namespaces
from grader.box.plan import build_box_package
from grader.limits import Limits
from grader.testing.submission import Submission
from grader.warden.client import Warden

SLUG, CALLS = "run_isolated", 10
#: Fork, load, call in a child, wait: what any grader of such an answer does.
BARE = """
import os, sys, time
def nothing():
    return None
code = compile(open(sys.argv[1]).read(), sys.argv[1], "exec")
exec(code, {"__name__": "answer"})
begin = time.perf_counter()
for _ in range(int(sys.argv[2])):
    pid = os.fork()
    if pid == 0:
        space = {"__name__": "answer"}
        exec(code, space)
        os._exit(0 if space["run_isolated"](nothing) == ("exit", 0) else 1)
    assert os.waitpid(pid, 0)[1] == 0
print(time.perf_counter() - begin)
"""
SUITE = """
from grader.testing import scenario
@scenario
def once(student):
    return student.run_isolated(int)
"""


def floor(answer: Path) -> float:
    """Seconds for one call; the interpreter's start and its imports are not counted."""
    line = [sys.executable, "-I", "-S", "-c", BARE, str(answer), str(CALLS)]
    return float(subprocess.run(line, check=True, capture_output=True, text=True).stdout) / CALLS


def calls(warden: Warden, source: str, scene: object) -> float:
    """Seconds for one request, of as many as the floor has."""
    begin = time.perf_counter()
    for _ in range(CALLS):
        submission = Submission(SLUG, source, lambda: warden, Limits(), "1", "fork")
        value = submission.play(scene).value  # type: ignore[arg-type]
        assert value == ["exit", 0] or value == ("exit", 0), value
    return (time.perf_counter() - begin) / CALLS


def at_once(count: int, work: Callable[[int], float]) -> float:
    """Seconds for one call where this many go at the same time."""
    with ThreadPool(count) as pool:
        return statistics.mean(pool.map(work, range(count))) / count


def main(rounds: int) -> None:
    cpus = len(os.sched_getaffinity(0))
    exercise = load_bank().find(SLUG)
    source = exercise.solution.read_text("utf-8")
    with tempfile.TemporaryDirectory(prefix="forklore-floor-") as name:
        folder = Path(name)
        build_box_package(folder)
        (folder / "suite.py").write_text(SUITE)
        space: dict[str, object] = {"__name__": "suite", "__file__": str(folder / "suite.py")}
        exec(compile(SUITE, str(folder / "suite.py"), "exec"), space)
        plan = namespaces.plan(folder / "package")
        wardens = [Warden(plan) for _ in range(cpus)]
        try:
            bare, ours, bare_many, ours_many = [], [], [], []
            for _ in range(rounds):
                bare.append(floor(exercise.solution))
                ours.append(calls(wardens[0], source, space["once"]))
                bare_many.append(at_once(cpus, lambda _: floor(exercise.solution)))
                ours_many.append(at_once(cpus, lambda number: calls(wardens[number], source, space["once"])))
        finally:
            for warden in wardens:
                warden.close()
    load = os.getloadavg()[0]
    print(
        f"Python {platform.python_version()}, {cpus} CPUs, load {load:.1f}, {rounds} rounds of {CALLS} calls"
    )
    print("| | floor, ms | forklore, ms | ratio |\n|---|--:|--:|--:|")
    for words, low, high in (
        ("one after the other", bare, ours),
        (f"{cpus} at a time", bare_many, ours_many),
    ):
        a, b = 1000 * statistics.median(low), 1000 * statistics.median(high)
        print(f"| {words} | {a:.1f} | {b:.1f} | {b / a:.1f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
