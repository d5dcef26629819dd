"""A limit of 2 s beside busy loops: a program of 1.5 s is not punished, an endless one is stopped.

    python benchmarks/wall_limit.py [ROUNDS]

Both run alone and beside four busy loops; the program counts its own CPU time, so beside others it
needs a multiple of 1.5 s of wall time.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from grader.author.check import busy_loops
from grader.box import namespaces
from grader.box.plan import build_box_package
from grader.limits import Limits
from grader.warden.client import Warden
from grader.warden.protocol import Ask
from grader.wire import encode

LIMIT = 2.0
SOURCE = """
import time

def works(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"
"""


def main() -> None:
    """Measure and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"{'':32}{'ended as':12}{'wall s, median':>15}")
    with tempfile.TemporaryDirectory(prefix="forklore-bench-") as folder:
        plan = namespaces.plan(build_box_package(Path(folder)))
        for loops in (0, 2 * (os.cpu_count() or 1)):
            for name, seconds in (("1.5 s of work", 1.5), ("endless work", 1e9)):
                ends, walls = set(), []
                with busy_loops(loops), Warden(plan) as warden:
                    for _ in range(rounds):
                        began = time.monotonic()
                        outcome = warden.ask(
                            Ask(
                                id="0",
                                kind="call",
                                module="work",
                                files={"work.py": SOURCE},
                                function="works",
                                args=encode([seconds]),
                                limits=Limits(wall_seconds=LIMIT, cpu_seconds=60.0),
                            )
                        )
                        walls.append(time.monotonic() - began)
                        ends.add(outcome.end.value)
                label = f"{name}, {loops} busy loops"
                print(f"{label:32}{'/'.join(sorted(ends)):12}{statistics.median(walls):15.2f}")


if __name__ == "__main__":
    main()
