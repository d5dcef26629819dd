"""What it costs when the warden decides the order: per stop, per schedule, and against a free run.

    python benchmarks/schedule.py [N]

Each of these programs of ``tests/warden/schedule/programs`` is played N times (default 10) under one
seed, and runs free N times, in one box.
CPU is that of the warden and all processes of the box together, without the box's
start; where the machine is busy, it says more than milliseconds do. It is also told how many different
sequences of steps there were: one, if the order is the seed's. The last lines play one program in as many
wardens as there are CPUs, as ``grade`` does, and tell how many schedules a second the CPU alone allows for.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from grader import wire
from grader.box import namespaces
from grader.box.plan import BoxPlan, build_box_package
from grader.evidence import End, Outcome
from grader.limits import Limits
from grader.warden.client import Warden
from grader.warden.protocol import Ask, Schedule

PROGRAMS = Path(__file__).parent.parent / "tests" / "warden" / "schedule" / "programs"
SOME = (
    "fork_wait",
    "three_forks",
    "queue_two",
    "lock",
    "pool",
    "executor",
    "manager",
    "long_writes",
)
#: Forks three processes and waits for them: where schedules a second are counted.
THROUGHPUT = "three_forks"


def ask(source: str, schedule: Schedule | None, method: str) -> Ask:
    return Ask(
        id=secrets.token_hex(8),
        kind="call",
        module="answer",
        files={"answer.py": source},
        function="main",
        args=wire.encode([]),
        start_method=method,
        schedule=schedule,
        limits=Limits(wall_seconds=60.0),
    )


def measured(
    plan: BoxPlan, source: str, make: Callable[[], Schedule | None], count: int, method: str
) -> tuple[float, float, list[Outcome]]:
    """Median milliseconds, CPU milliseconds for each run, and the outcomes."""
    times, outcomes, spent = [], [], []
    for runs in (0, count):  # the first box tells what it costs to start one
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        with Warden(plan) as warden:
            warden.ask(ask(source, make(), method))
            for _ in range(runs):
                moment = time.perf_counter()
                outcomes.append(warden.ask(ask(source, make(), method)))
                times.append(time.perf_counter() - moment)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)
    return statistics.median(times) * 1e3, (spent[1] - spent[0]) / count * 1e3, outcomes


def throughput(plan: BoxPlan, source: str, count: int) -> None:
    with Warden(plan) as warden:
        for number in range(count):
            warden.ask(ask(source, Schedule(policy="random", seed=str(number)), "fork"))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        plan = namespaces.plan(build_box_package(Path(folder)))
        load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
        print(f"{os.cpu_count()} CPUs, load {load}, Python {sys.version.split()[0]}")
        print("                              scheduled                   free            ratio")
        print("program      method  steps  stops      ms  CPU  us a stop      ms  CPU    ms   CPU  sequences")
        spent = {}
        for name in SOME:
            source = (PROGRAMS / f"{name}.py").read_text("utf-8")
            for method in ("fork", "spawn") if name == "queue_two" else ("fork",):
                spent[name] = row(plan, name, source, count, method)
        rate(plan, 10 * count, spent[THROUGHPUT])


def rate(plan: BoxPlan, count: int, cpu: float) -> None:
    """Print how many schedules a second there are on all CPUs."""
    source = (PROGRAMS / f"{THROUGHPUT}.py").read_text("utf-8")
    cpus = os.cpu_count() or 1
    workers = [multiprocessing.Process(target=throughput, args=(plan, source, count)) for _ in range(cpus)]
    begin = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - begin
    print(f"{count * cpus / seconds:.0f} schedules of {THROUGHPUT} a second on {cpus} CPUs by the clock,")
    print(f"{cpus / cpu * 1e3:.0f} by CPU time ({cpu:.1f} ms each)")


def row(plan: BoxPlan, name: str, source: str, count: int, method: str) -> float:
    """Print one row of the table; CPU milliseconds of a scheduled run."""
    played, cpu, outcomes = measured(plan, source, lambda: Schedule(policy="random", seed="7"), count, method)
    free, free_cpu, _ = measured(plan, source, lambda: None, count, method)
    assert all(outcome.end is End.ANSWERED and outcome.played for outcome in outcomes)
    sequences = {str([(s.thread, s.call) for s in o.played.steps]) for o in outcomes if o.played}
    told = outcomes[0].played
    assert told is not None
    print(
        f"{name:12} {method:6} {len(told.steps):6} {told.stops:6} {played:7.1f} {cpu:4.0f} "
        f"{cpu / max(1, told.stops) * 1e3:10.0f} {free:7.1f} {free_cpu:4.0f} "
        f"{played / free:5.1f} {cpu / free_cpu:5.1f} {len(sequences):10}",
        flush=True,
    )
    return cpu


if __name__ == "__main__":
    main()
