"""What a check costs above the same forks, execs and waits done by a bare script in the same run.

    python benchmarks/floor.py [ROUNDS]
    python benchmarks/floor.py --programs [ROUNDS]   # any program: under forklore, against itself without

A round does both sides, one after the other. The floor is a Python process, without site packages, that has
imported what the answer imports. It makes a child for each call; the child loads the answer, calls it and
ends, and the process waits for it. Ours is the whole of a request as `grade` makes it in a box that is there
already: every birth, exit and signal traced, what is left looked for, the box cleaned. The ratio is that of
the medians. The last row has as many at once as there are CPUs, divided by all calls.

With ``--programs`` a round runs each program on both sides, one after the other; the ratios are the medians
of those of the rounds. CPU is that of the program and of forklore, whose imports are not counted. The notice
of a part that is stuck costs most where the first process wakes up now and then: there the two sides are
forklore without it and with it.
"""

from __future__ import annotations

import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from ending import bare, watched

from grader.bank import load_bank
from grader.box import namespaces
from grader.box.plan import build_box_package
from grader.limits import Limits
from grader.programs.stuck_part import PartWatcher
from grader.testing.submission import Submission
from grader.warden.client import Warden
from grader.warden.trace.process_tree import Traced

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
FORKS = """
import os
for _ in range(200):
    pid = os.fork()
    if pid == 0:
        {work}
        os._exit(0)
    os.waitpid(pid, 0)
"""
#: The first process waits anew each 0.7 s, beside one that computes and others that sleep.
WAITS = """
import os, time
def beside(act):
    pid = os.fork()
    if pid == 0:
        act()
        os._exit(0)
    return pid
busy = beside(lambda: sum(range(60_000_000)))
others = [beside(lambda: time.sleep(600)) for _ in range({count})]
for _ in range(6):
    os.waitpid(beside(lambda: time.sleep(0.7)), 0)
os.waitpid(busy, 0)
for pid in others:
    os.kill(pid, 9)
    os.waitpid(pid, 0)
"""
TESTS = [str(Path(__file__).parents[1] / "tests" / name) for name in ("render", "messages", "test_wire.py")]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]


def floor(answer: Path) -> float:
    """Seconds for one call; the interpreter's start and its imports are not counted."""
    line = [sys.executable, "-I", "-S", "-c", BARE, str(answer), str(CALLS)]
    return float(subprocess.run(line, check=True, capture_output=True, text=True).stdout) / CALLS


def calls(warden: Warden, source: str, scene: object) -> float:
    """Seconds for one request, of as many as the floor has."""
    begin = time.perf_counter()
    for _ in range(CALLS):
        submission = Submission(SLUG, source, lambda: warden, Limits(), "1", "fork")
        value = submission.play(scene, schedule=None).value  # type: ignore[arg-type]
        assert value == ["exit", 0] or value == ("exit", 0), value
    return (time.perf_counter() - begin) / CALLS


def at_once(count: int, work: Callable[[int], float]) -> float:
    """Seconds for one call where this many go at the same time."""
    with ThreadPool(count) as pool:
        return statistics.mean(pool.map(work, range(count))) / count


def spent(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of CPU that a run takes, with all that it starts."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run()
    seconds, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def without_notice(line: list[str], folder: Path) -> object:
    """Run under forklore, which never looks for a part that is stuck."""

    def never(watcher: PartWatcher) -> set[Traced]:
        watcher.next_look = math.inf
        return set()

    found, PartWatcher.found = PartWatcher.found, never  # type: ignore[method-assign]
    try:
        return watched(line, folder)
    finally:
        PartWatcher.found = found  # type: ignore[method-assign]


def programs(rounds: int) -> None:
    """Measure programs under forklore."""
    script = [sys.executable, "-c"]
    work = "sum(range(400_000))"
    rows: dict[str, tuple[list[str], list[str], Callable[[list[str], Path], object]]] = {}
    for words, text in (("end at once", "pass"), ("compute", work)):
        line = [*script, FORKS.format(work=text)]
        rows[f"200 forks, whose children {words}"] = line, line, bare
    for count in (3, 60):
        line = [*script, WAITS.format(count=count)]
        rows[f"the notice, beside {count} processes that sleep"] = line, line, without_notice
    rows["a pytest session, with `--forklore`"] = PYTEST, [*PYTEST, "--forklore"], bare
    cpus, load = os.cpu_count(), os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {cpus} CPUs, load {load:.1f}, {rounds} rounds")
    print("| | without: s | CPU s | with: s | CPU s | ratio: s | CPU |\n|---|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory(prefix="forklore-floor-") as name:
        for words, (plain, ours, without) in rows.items():
            under = bare if ours != plain else watched
            found = [
                (*spent(lambda: without(plain, Path(name))), *spent(lambda: under(ours, Path(name))))  # noqa: B023
                for _ in range(rounds)
            ]
            middle = [statistics.median(values) for values in zip(*found, strict=True)]
            ratios = [statistics.median(one[at + 2] / one[at] for one in found) for at in (0, 1)]
            row = [f"{value:.2f}" for value in (*middle, *ratios)]
            print(f"| {words} | {' | '.join(row)} |", flush=True)


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
    given = [word for word in sys.argv[1:] if word != "--programs"]
    (programs if given != sys.argv[1:] else main)(int(given[0]) if given else 10)
