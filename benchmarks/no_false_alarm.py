"""Correct, slow, sleeping and polling programs under load: not one may be called a deadlock.

    python benchmarks/no_false_alarm.py [N] [--jobs J]

Makes N requests (default 10,000; 300 is the short form for CI) of the look-alikes of tests/warden/deadlock
and of short programs of its own, J boxes at once (default: twice the CPUs) and two busy loops beside them.
Ends with 1 if a single one was called a deadlock or had another answer than its own. Then the proof's cost:
the warden's CPU time for a program that computes for 2 s, with the prover and without.
"""

from __future__ import annotations

import argparse
import collections
import os
import random
import sys
import tempfile
import time
import tomllib
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))
from boxes import Box
from deadlock import CORPUS, busy

from grader import wire
from grader.box import namespaces
from grader.box.plan import build_box_package
from grader.evidence import End
from grader.warden.deadlock import proof

#: Quick ones, so that ten thousand take minutes: seconds of waiting are drawn at random.
QUICK = {
    "sleep": """
        import time

        def go(s):
            time.sleep(s)
            return 'ended'
    """,
    "child": """
        import os, time

        def go(s):
            pid = os.fork()
            if pid == 0:
                time.sleep(s)
                os._exit(0)
            os.waitpid(pid, 0)
            return 'ended'
    """,
    "pipe": """
        import time
        from multiprocessing import Pipe, Process

        def work(end, s):
            time.sleep(s)
            end.send('ended')

        def go(s):
            out, into = Pipe(False)
            p = Process(target=work, args=(into, s))
            p.start()
            said = out.recv()
            p.join()
            return said
    """,
    "queue": """
        import time
        from multiprocessing import Process, Queue

        def work(q, s):
            time.sleep(s)
            q.put('ended')

        def go(s):
            q = Queue()
            p = Process(target=work, args=(q, s))
            p.start()
            said = q.get()
            p.join()
            return said
    """,
    "alarm": """
        import signal

        def go(s):
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.setitimer(signal.ITIMER_REAL, s)
            signal.pause()
            return 'ended'
    """,
    "timer": """
        import threading

        def go(s):
            e = threading.Event()
            threading.Timer(s, e.set).start()
            e.wait()
            return 'ended'
    """,
    "lock": """
        import time
        from multiprocessing import Lock, Process

        def work(l, s):
            time.sleep(s)
            l.release()

        def go(s):
            l = Lock()
            l.acquire()
            p = Process(target=work, args=(l, s))
            p.start()
            l.acquire()
            p.join()
            return 'ended'
    """,
    "poll": """
        import time
        from multiprocessing import Process, Value

        def work(v, s):
            time.sleep(s)
            v.value = 1

        def go(s):
            v = Value('i')
            p = Process(target=work, args=(v, s))
            p.start()
            while not v.value:
                time.sleep(0.003)
            p.join()
            return 'ended'
    """,
    "turns": """
        from multiprocessing import Pipe, Process

        def work(e, n):
            for _ in range(n):
                e.send(e.recv() + 1)

        def go(s):
            a, b = Pipe()
            n = int(s * 5000)
            p = Process(target=work, args=(b, n))
            p.start()
            for i in range(n):
                a.send(i)
                a.recv()
            p.join()
            return 'ended'
    """,
    "pool": """
        import time
        from multiprocessing import Pool

        def go(s):
            with Pool(2) as p:
                p.map(time.sleep, [s, s / 2])
            return 'ended'
    """,
    "compute": """
        import os

        def go(s):
            pid = os.fork()
            n = 0
            for i in range(int(s * 3e6)):
                n += i
            if pid == 0:
                os._exit(0)
            os.waitpid(pid, 0)
            return 'ended'
    """,
}


def requests(folder: str, count: int, seed: int) -> collections.Counter[str]:
    """Make ``count`` requests of one box; what came of them."""
    chance = random.Random(seed)
    expected: dict[str, dict[str, Any]] = tomllib.loads((CORPUS / "expected.toml").read_text())
    alike = [name for name, wanted in expected.items() if wanted["verdict"] == "PASSED"]
    box = Box(namespaces.plan(build_box_package(Path(tempfile.mkdtemp(dir=folder)))))
    found: collections.Counter[str] = collections.Counter()
    for _ in range(count):
        if chance.random() < 0.04:
            name = chance.choice(alike)
            method = chance.choice(expected[name].get("methods", ["fork"]))
            source = (CORPUS / "programs" / f"{name}.py").read_text()
            outcome = box.call(source, "go", start_method=method, wall_seconds=60.0)
        else:
            name = chance.choice(list(QUICK))
            outcome = box.call(
                QUICK[name], "go", chance.choice([0.01, 0.05, 0.1, 0.15, 0.25]), wall_seconds=60.0
            )
        good = outcome.answer and wire.loads(outcome.answer)["answer"].get("value") == "ended"
        found["ended" if good else f"{outcome.end.value}: {name} {outcome.answer[:300]}"] += 1
        found["deadlocks"] += outcome.end is End.DEADLOCK
    box.close()
    return found


def cost(folder: str) -> tuple[float, float]:
    """The warden's CPU seconds per second of a program that computes, with the prover and without."""
    source = "import time\ndef f():\n    end = time.monotonic() + 2\n    while time.monotonic() < end: pass\n"
    spent: dict[float, list[float]] = {proof.QUIET_SECONDS: [], 1e9: []}
    usual = proof.QUIET_SECONDS
    for _ in range(3):
        for quiet, found in spent.items():
            proof.QUIET_SECONDS = quiet
            box = Box(namespaces.plan(build_box_package(Path(tempfile.mkdtemp(dir=folder)))))
            box.call("def f():\n    return 1\n")
            before, begin = _cpu(box.warden.pid), time.monotonic()
            box.call(source)
            found.append((_cpu(box.warden.pid) - before) / (time.monotonic() - begin))
            box.close()
    proof.QUIET_SECONDS = usual
    return min(spent[usual]), min(spent[1e9])


def _cpu(pid: int) -> float:
    """CPU seconds of a process, to the nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def main() -> int:
    """Run and print; 1 if there was a false alarm."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1))
    options = parser.parse_args()
    found: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="forklore-bench-") as folder:
        begin = time.monotonic()
        share = -(-options.count // options.jobs)
        seeds = [random.randrange(1 << 30) for _ in range(options.jobs)]
        with busy(2), get_context("spawn").Pool(options.jobs) as pool:
            for part in pool.starmap(requests, [(folder, share, seed) for seed in seeds]):
                found += part
        deadlocks = found.pop("deadlocks", 0)
        print(
            f"{sum(found.values())} requests in {time.monotonic() - begin:.0f} s, "
            f"{deadlocks} called a deadlock"
        )
        for what, times in found.most_common(20):
            print(f"{times:8} {what}")
        on, off = cost(folder)
    print(f"the warden's CPU on a program that computes: {on:.3%} with the prover, {off:.3%} without")
    return 1 if deadlocks or len(found) > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
