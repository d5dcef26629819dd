"""Programs that can never end, as pytest tests: does each session end, and what does it leave?

    python benchmarks/sessions.py [--theirs N] [NAME...]   # of theirs the first N programs only

Every deadlock of the corpus in tests/warden/deadlock, but for those beside a process that goes on. Each is
one test with a test after it, in a session of its own: under ``pytest --forklore``, and with pytest-timeout
alone. Both have a limit of 2 s for a test; forklore needs it only where a wait leads outside.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "warden" / "deadlock"
LIMIT = 2
#: Seconds that a session has to end by itself.
PATIENCE = 60
#: These end in a session: a child that the box has beside them is missing.
END = frozenset({"collects_all_children", "joins_active_children"})
TESTS = "\n\ndef test_it():\n    go()\n\n\ndef test_after():\n    pass\n"
PLUGINS = ("-p", "no:cacheprovider", "-p", "pytest_timeout")
OURS = ("-p", "grader.programs.sessions.hooks", "--forklore")
VARIABLE = "FORKLORE_BENCHMARK_SESSION"


@dataclass(frozen=True)
class Session:
    """What came of one."""

    seconds: float
    ended: bool
    """It ended by itself, and not as if all were well."""
    went_on: bool
    """It ran the test after the one that can never end."""
    left: int
    """Processes that it left running."""
    proved: bool
    text: str


def names() -> list[str]:
    """The programs."""
    expected = tomllib.loads((CORPUS / "expected.toml").read_text("utf-8"))
    stuck = [name for name, w in expected.items() if w["verdict"] == "DEADLOCKED" and not w.get("late")]
    return [name for name in stuck if name not in END]


def hold(name: str, *options: str) -> Session:
    """Hold a session of one program."""
    with tempfile.TemporaryDirectory(prefix="forklore-session-") as folder:
        text = (CORPUS / "programs" / f"{name}.py").read_text("utf-8")
        Path(folder, "test_it.py").write_text(text + TESTS)
        begin = time.monotonic()
        with Path(folder, "said").open("w+b") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *PLUGINS, f"--timeout={LIMIT}", *options],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
                env={**os.environ, VARIABLE: folder, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            )  # fmt: skip
            try:
                code = process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                code = None
            spent = time.monotonic() - begin
            left = [pid for pid in _of(folder) if pid != process.pid]
            for pid in [*left, *([process.pid] if code is None else [])]:
                _kill(pid)
            process.wait()
            said.seek(0)
            told = said.read().decode("utf-8", "replace")
    proved = "this test can never end" in told
    return Session(spent, code not in (None, 0), "1 failed, 1 passed" in told, len(left), proved, told)


def _of(mark: str) -> list[int]:
    """Living processes of a session, whatever their session or parent is by now."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            own = f"{VARIABLE}={mark}".encode() in (path / "environ").read_bytes().split(b"\0")
            state = (path / "stat").read_bytes().rpartition(b")")[2].split()[0]
        except OSError:
            continue
        if own and state not in b"ZX":
            found.append(int(path.name))
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def row(name: str, sessions: list[Session]) -> str:
    """One line of the table."""
    cells = [
        f"{one.seconds:7.1f}{'yes' if one.ended else 'no':>5}{one.left:>5}{'proof' if one.proved else '':>7}"
        for one in sessions
    ]
    return f"{name:28}" + " |".join(cells)


def total(sessions: list[Session]) -> str:
    """What came of all."""
    median = statistics.median(one.seconds for one in sessions)
    ended, left = sum(one.ended for one in sessions), sum(one.left for one in sessions)
    went_on = sum(one.went_on for one in sessions)
    proved = sum(one.proved for one in sessions)
    told = f"{ended} of {len(sessions)} ended, {went_on} went on, {left} processes left, {proved} proved"
    return f"{told}, median {median:.1f} s"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--theirs", type=int, default=1000)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    ours, theirs = [], []
    print(f"{'':28}{'forklore':>16}{'':9}|{'pytest-timeout':>18}")
    for number, name in enumerate(options.names or names()):
        pair = [hold(name, *OURS)]
        ours.append(pair[0])
        if number < options.theirs:
            pair.append(hold(name))
            theirs.append(pair[1])
        print(row(name, pair), flush=True)
        if len(options.names) == 1:
            print(pair[0].text)
    print(f"pytest --forklore: {total(ours)}")
    if theirs:
        print(f"pytest-timeout alone: {total(theirs)}")


if __name__ == "__main__":
    main()
