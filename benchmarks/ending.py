"""Programs that do end, under ``forklore run``: no false proof, and the same results as without.

    python benchmarks/ending.py COUNT [--first N]   # so many runs of small programs in turn, from the Nth on
    python benchmarks/ending.py --suites [NAME...] [--python PATH]   # of the standard library, and joblib's

A NAME may be a module of a package: test_concurrent_futures.test_wait. The small programs are those of
tests/warden/deadlock that pass, those of tests/programs/test_kinds.py that need no package, and, by each of
their start methods, those of tests/warden/schedule/programs that ask no clock. What each prints and returns
is compared with a run without forklore. Of a suite the outcome of each test is compared.
"""

from __future__ import annotations

import argparse
import ast
import collections
import importlib.util
import itertools
import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import tomllib
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import grader.programs.account
import grader.programs.told.run_report  # noqa: F401 - what a run imports at its end; the files may change before
from grader.cli.programs import running

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "warden" / "deadlock"
SCHEDULED = ROOT / "tests" / "warden" / "schedule" / "programs"
KINDS = ROOT / "tests" / "programs" / "test_kinds.py"
PACKAGES = ("GUNICORN", "JOBLIB", "BILLIARD")
STANDARD = (
    "test_multiprocessing_fork", "test_multiprocessing_forkserver", "test_multiprocessing_spawn",
    "test_concurrent_futures", "test_subprocess",
)  # fmt: skip
MAIN = "\n\nif __name__ == '__main__':\n    print('value', repr(go())[:200])\n"
BY_METHOD = """

if __name__ == '__main__':
    import multiprocessing
    multiprocessing.set_start_method({method!r})
    print('value', main() == EXPECTED)
"""
PROOF = "this program can never end"
#: True only of programs that are freed by a signal.
NOTICE = "only a signal could free"
BY_SIGNAL = re.compile(r"\bkill\(|\.terminate\(|pthread_kill")
TEST = re.compile(
    r"^(?P<name>test\w+) \((?P<where>[\w.]+)\).*?\.\.\. (?:[\d.]+s )*(?P<how>ok|FAIL|ERROR|skipped)", re.M
)
METHODS = re.compile(r"^METHODS = (.*)$", re.M)
#: Calls of a program that takes minutes of real time: it was written for a schedule's clock.
CLOCK = re.compile(r"\b(sleep|alarm|setitimer)\(|timeout=")
SECONDS = 600
#: Small programs that take longer, in seconds, have a turn in so many rounds.
SLOW = 1.0
SLOW_EVERY = 10


@dataclass(frozen=True)
class Ran:
    """What a run came to."""

    code: int | None
    stdout: str
    stderr: str

    @property
    def result(self) -> tuple[int | None, str]:
        """What has to be the same; ids, addresses and times differ from run to run."""
        return self.code, re.sub(r"\b0x[0-9a-f]+\b|\b\d{3,}\b|\d+\.\d+", "N", self.stdout)


def small() -> Iterator[tuple[str, str]]:
    """Small programs, by name."""
    expected = tomllib.loads((CORPUS / "expected.toml").read_text("utf-8"))
    for name, wanted in expected.items():
        if wanted["verdict"] == "PASSED":
            yield name, (CORPUS / "programs" / f"{name}.py").read_text("utf-8") + MAIN
    for node in ast.parse(KINDS.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            name = ast.unparse(node.targets[0])
            if isinstance(node.value.value, str) and name not in PACKAGES:
                yield name.lower(), textwrap.dedent(node.value.value)
    for path in sorted(SCHEDULED.glob("*.py")):
        text = path.read_text("utf-8")
        found, slow = METHODS.search(text), CLOCK.search(text)
        for method in () if slow else ast.literal_eval(found[1]) if found else ("fork",):
            yield f"{path.stem}_{method}", text + BY_METHOD.format(method=method)


def bare(line: list[str], folder: Path) -> Ran:
    """Run without forklore."""
    return _ran(line, folder)


def watched(line: list[str], folder: Path) -> Ran:
    """Run under ``forklore run``: in a forked process, so that nothing is imported again."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            _become(line, folder, out.fileno(), err.fileno())
        status = _end_of(pid)
        told = []
        for file in (out, err):
            file.seek(0)
            told.append(file.read().decode("utf-8", "replace"))
    return Ran(os.waitstatus_to_exitcode(status), told[0], told[1])


def _end_of(pid: int) -> int:
    """Wait for a watched run; end one that takes too long, and with it all that it traces."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def _become(line: list[str], folder: Path, out: int, err: int) -> None:
    try:
        os.setsid()
        os.chdir(folder)
        for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), out, err)):
            os.dup2(file, number)
        asked = running.Asked(
            words=tuple(line), module=None, post=False, python=None, timeout=None, memory=None, json=None,
            html=None, box=False, quiet=False, timeline=False, command=True,
        )  # fmt: skip
        running.run(asked)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(99)


def _ran(line: list[str], folder: Path) -> Ran:
    try:
        done = subprocess.run(
            line, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        return Ran(None, (late.stdout or b"").decode(), (late.stderr or b"").decode())
    return Ran(
        done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def many(count: int, first: int) -> int:
    """Run the small programs in turn, so many runs from one on; the number of those that were not right."""
    wrong, told, begin = 0, collections.Counter[str](), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="forklore-ending-") as name:
        folder = Path(name)
        programs = dict(small())
        wanted: dict[str, set[tuple[int | None, str]]] = {}
        slow: set[str] = set()
        turns = itertools.islice(itertools.cycle(programs), first, None)
        for name, text in programs.items():
            (folder / f"{name}.py").write_text(text)
        for number in range(first, first + count):
            name = next(turns)
            while name in slow and number // len(programs) % SLOW_EVERY:
                name = next(turns)
            line = [sys.executable, f"{name}.py"]
            if name not in wanted:
                start = time.monotonic()
                wanted[name] = {bare(line, folder).result}
                slow |= {name} if time.monotonic() - start > SLOW else set()
            found = watched(line, folder)
            if found.result not in wanted[name]:
                wanted[name] |= {bare(line, folder).result for _ in range(20)}  # some have several results
            if _is_alarm(found, programs[name]) or found.result not in wanted[name]:
                wrong += 1
                print(f"{name}: {found}\nwithout: {wanted[name]}", flush=True)
            told[name] += bool(found.stderr)
            if (done := number - first + 1) % 100 == 0:
                print(f"{done} runs, {wrong} wrong, {time.monotonic() - begin:.0f} s", flush=True)
    print(f"{count} runs of {len(programs)} programs, {wrong} wrong, {time.monotonic() - begin:.0f} s")
    return wrong


def suite(name: str, python: str) -> int:
    """Run the tests of one module with and without; the number of tests that differ."""
    # Not by ``-m test``: its handler for SIGUSR1 alone would keep any proof from standing.
    line = [python, "-m", "unittest", "-v", f"test.{name}"]
    if not name.startswith("test"):
        line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", "--pyargs", name]
    with tempfile.TemporaryDirectory(prefix="forklore-ending-") as folder:
        runs = [run(line, Path(folder)) for run in (watched, bare)]
    if PROOF in runs[0].stderr or runs[0].code != runs[1].code:
        print(runs[0].stderr[-4000:])
    found = [_outcomes(run.stdout + run.stderr) for run in runs]
    differ = {test for test in found[0].keys() | found[1].keys() if found[0].get(test) != found[1].get(test)}
    for test in sorted(differ):
        print(f"  {test}: {found[0].get(test)} under forklore, {found[1].get(test)} without")
    codes = [run.code for run in runs]
    print(f"{name}: {len(found[0])} tests, {len(differ)} differ, exit codes {codes}", flush=True)
    return len(differ) + (PROOF in runs[0].stderr)


def _is_alarm(run: Ran, text: str) -> bool:
    return PROOF in run.stderr or (NOTICE in run.stderr and not BY_SIGNAL.search(text))


def _outcomes(text: str) -> dict[str, str]:
    found = {f"{one['where']}.{one['name']}": one["how"] for one in TEST.finditer(text)}
    for line in text.splitlines():
        how, _, rest = line.partition(" ")
        if how in ("PASSED", "FAILED", "ERROR", "SKIPPED") and "::" in rest:
            found[rest.split(" ")[0]] = how
    return found


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--suites", nargs="*")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has its own tests")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has jobs in the background ignore it
    wrong = many(options.count, options.first) if options.count else 0
    if options.suites is not None:
        known = ["joblib"] if importlib.util.find_spec("joblib") else []
        wrong += sum(suite(name, options.python) for name in options.suites or (*STANDARD, *known))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
