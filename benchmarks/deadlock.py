"""Time from a program's last activity to the verdict, against pytest-timeout on the same programs.

    python benchmarks/deadlock.py [--theirs N]   # of theirs the first N programs only

Every deadlock of the corpus in tests/warden/deadlock, under its first start method, but for those beside a
process that goes on (they are known when the time is over): idle, and with a busy loop on each CPU. Ours ends
at the verdict, sentence included. The last activity is the last context switch of any thread of the request,
seen by a sampler of our own every 2 ms. Theirs: the same functions as pytest tests with a time limit of
2 s: how long each took, whether the session ended, and how many processes it left.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from boxes import Box, descendants

from grader.box import namespaces
from grader.box.plan import build_box_package
from grader.evidence import End, Outcome
from grader.explain import explain
from grader.warden.trace import procfs

CORPUS = Path(__file__).parents[1] / "tests" / "warden" / "deadlock"
LIMIT = 2


class Sampler(threading.Thread):
    """Notes when any thread below a process was last seen to have run."""

    def __init__(self, warden: int) -> None:
        super().__init__(daemon=True)
        self._warden = warden
        self._counts: dict[int, int] = {}
        self.last = time.monotonic()
        self.over = False

    def run(self) -> None:
        while not self.over:
            now = time.monotonic()
            for pid in descendants(self._warden):
                line = procfs.read(f"/proc/{pid}/cmdline")
                if b"py-spy" in line or b"bwrap" in line:
                    continue
                for tid in _tids(pid):
                    count = _switches(pid, tid)
                    if count != self._counts.get(tid):
                        self._counts[tid] = count
                        self.last = now
            time.sleep(0.002)


def _tids(pid: int) -> list[int]:
    try:
        return [int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []


def _switches(pid: int, tid: int) -> int:
    lines = procfs.read(f"/proc/{pid}/task/{tid}/status").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith((b"voluntary", b"nonvoluntary")))


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """So many busy loops meanwhile."""
    started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def ours(box: Box, name: str, method: str) -> tuple[float, Outcome]:
    """Seconds from the last activity to the sentence."""
    source = (CORPUS / "programs" / f"{name}.py").read_text()
    sampler = Sampler(box.warden.pid)
    sampler.start()
    outcome = box.call(source, "go", start_method=method)
    explain(outcome.evidence)
    end = time.monotonic()
    sampler.over = True
    last = sampler.last
    sampler.join()
    return end - last, outcome


def theirs(name: str) -> tuple[float, bool, int]:
    """Seconds, whether the session ended by itself with a report, and processes left."""
    with tempfile.TemporaryDirectory(prefix="forklore-bench-") as folder:
        text = (CORPUS / "programs" / f"{name}.py").read_text()
        Path(folder, "test_it.py").write_text(text + "\n\ndef test_it():\n    go()\n")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--timeout={LIMIT}"]
        begin = time.monotonic()
        process = subprocess.Popen(
            [*command, "test_it.py"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(LIMIT + 4)
            ended = True
        except subprocess.TimeoutExpired:
            ended = False
        spent = time.monotonic() - begin
        left = [pid for pid in _session(process.pid) if ended is False or pid != process.pid]
        for pid in [*left, process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()
        return spent, ended, len(left)


def _session(leader: int) -> list[int]:
    """Living processes of a session."""
    found = []
    for name in (path.name for path in Path("/proc").iterdir()):
        text = procfs.read(f"/proc/{name}/stat") if name.isdigit() else b""
        fields = text[text.rfind(b")") + 2 :].split()
        if len(fields) > 3 and int(fields[3]) == leader and fields[0] not in b"ZX":
            found.append(int(name))
    return found


def measure(box: Box, cases: list[tuple[str, str]], label: str) -> None:
    """Print one row."""
    spent: dict[str, float] = {}
    for name, method in cases:
        seconds, outcome = ours(box, name, method)
        if outcome.end is not End.DEADLOCK:
            print(f"  {name}: {outcome.end.value} {outcome.note}")
            continue
        spent[name] = seconds
    slow = sorted(spent, key=lambda name: -spent[name])[:3]
    worst = ", ".join(f"{name} {spent[name]:.2f}" for name in slow)
    median, most = statistics.median(spent.values()), max(spent.values())
    print(f"{label:22}{len(spent):>5} of {len(cases):<5}{median:8.3f}{most:8.3f}   {worst}")


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--theirs", type=int, default=1000)
    options = parser.parse_args()
    expected = tomllib.loads((CORPUS / "expected.toml").read_text())
    names = [n for n, w in expected.items() if w["verdict"] == "DEADLOCKED" and not w.get("late")]
    cases = [(name, expected[name].get("methods", ["fork"])[0]) for name in names]
    with tempfile.TemporaryDirectory(prefix="forklore-bench-") as folder:
        box = Box(namespaces.plan(build_box_package(Path(folder))))
        box.call("def f():\n    return 1\n")
        print(f"{'seconds to verdict':22}{'proved':>14}{'median':>8}{'worst':>8}   slowest")
        measure(box, cases, "idle")
        with busy(os.cpu_count() or 1):
            measure(box, cases, "every CPU busy")
        box.close()
    chosen = names[: options.theirs]
    print(f"\n{f'pytest-timeout {LIMIT} s':28}{'seconds':>9}{'ended':>8}{'left':>6}")
    rows = []
    for name in chosen:
        rows.append(theirs(name))
        seconds, ended, left = rows[-1]
        print(f"{name:28}{seconds:9.1f}{'yes' if ended else 'no':>8}{left:>6}", flush=True)
    ended_count, left_count = sum(ended for _, ended, _ in rows), sum(left > 0 for _, _, left in rows)
    print(
        f"\n{len(rows)} programs: median {statistics.median(r[0] for r in rows):.1f} s; the session ended by "
        f"itself in {ended_count}; processes stayed in {left_count}."
    )


if __name__ == "__main__":
    main()
