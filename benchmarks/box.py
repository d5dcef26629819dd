"""What a box costs: from nothing to the first answer, at every isolation level, and the trial before a run.

    python benchmarks/box.py [N]

Each of N rounds (default 20) starts a warden with its box at every level in turn and makes one request that
does nothing; then every level is tried out as before each run of `grade`. Medians, in milliseconds.
"""

from __future__ import annotations

import secrets
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from grader import wire
from grader.box.plan import BoxPlan, build_box_package
from grader.errors import SetupError
from grader.isolation.levels import LEVELS, plan_of
from grader.isolation.probe import probe
from grader.limits import Limits
from grader.warden.client import Warden
from grader.warden.protocol import Ask


def first_answer(plan: BoxPlan) -> float:
    """Seconds from the start of a warden to its first answer."""
    began = time.perf_counter()
    with Warden(plan) as warden:
        outcome = warden.ask(
            Ask(
                id=secrets.token_hex(8),
                module="answer",
                files={"answer.py": "def f():\n    return 1\n"},
                start_method="fork",
                limits=Limits(),
                kind="call",
                function="f",
                args=wire.encode([]),
            )
        )
        spent = time.perf_counter() - began
    assert outcome.answer, outcome
    return spent


def main(rounds: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="forklore-bench-"))
    try:
        build_box_package(folder)
        plans = {}
        for level in LEVELS:
            try:
                plans[level] = plan_of(level, folder / "package").warmed(["f"])
                probe(plans[level], folder)
            except SetupError as error:
                print(f"{level}: {error.sentence}")
                plans.pop(level, None)
        starts: dict[str, list[float]] = {level: [] for level in plans}
        tries: dict[str, list[float]] = {level: [] for level in plans if level != "none"}
        for _ in range(rounds):
            for level, plan in plans.items():
                starts[level].append(first_answer(plan))
            for level, spent in tries.items():
                began = time.perf_counter()
                probe(plans[level], folder)
                spent.append(time.perf_counter() - began)
        base = statistics.median(starts["none"]) * 1000
        for level, spent in starts.items():
            own = statistics.median(spent) * 1000
            tried = (
                f", tried out once a run in {statistics.median(tries[level]) * 1000:.0f}"
                if level in tries
                else ""
            )
            print(f"{level:11} {own:6.1f} ms to the first answer, {own - base:+6.1f} against none{tried}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
