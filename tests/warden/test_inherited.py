"""Nothing that ``grade`` inherits from whoever starts it changes a mark."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from odd import ODD, TOGETHER, WORST

import grader
from grader.box.plan import BoxPlan
from grader.errors import SetupError
from grader.warden import inherited

HERE = Path(grader.__file__).parent.parent
#: Threads and signals, a pipe and exit codes, a process of its own: what odd surroundings could break.
EXERCISES = ("child_output", "log_lineage", "tally")
SECONDS = 300
pytestmark = pytest.mark.timeout(400)


def graded(folder: Path, names: str, *exercises: str) -> Any:
    """The report of the solutions, graded in these surroundings."""
    command = [sys.executable, "-P", "-m", "grader.cli", str(HERE / "solutions"), *exercises, "--json"]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("odd.py")), names, *command],
        env={**os.environ, "TMPDIR": str(folder), "HOME": str(folder)},
        stdout=subprocess.PIPE,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, (names, done.stdout[-2000:])
    return json.loads(done.stdout)


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("names", TOGETHER, ids=", ".join)
def test_the_solutions_keep_their_marks(names: tuple[str, ...], tmp_path: Path) -> None:
    report = graded(tmp_path, ",".join(names), *EXERCISES)
    assert report["points"] == report["max_points"]


def test_all_odd_surroundings_are_tried() -> None:
    assert {name for names in TOGETHER for name in names} == set(ODD)


@pytest.mark.usefixtures("started")
def test_all_solutions_keep_their_marks_in_the_worst_surroundings(tmp_path: Path) -> None:
    report = graded(tmp_path, ",".join(WORST))
    lost = [c["id"] for e in report["exercises"] for c in e["checks"] if c["verdict"] != "PASSED"]
    assert lost == []
    assert len(report["exercises"]) == len(list(HERE.glob("grader/suites/*/exercise.toml")))


@pytest.fixture(scope="module")
def started(plan_of: Callable[[str], BoxPlan]) -> None:
    """Skip where no box starts at all."""
    plan_of("namespaces")


def limited(which: int, value: int) -> str:
    """What ``require`` says in a process with a hard limit."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        said = ""
        try:
            resource.setrlimit(which, (value, value))
            inherited.require()
        except SetupError as error:
            said = f"{error.sentence} {error.fix}"
        os.write(into, said.encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as file:
        said = file.read()
    os.waitpid(pid, 0)
    return said


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("RLIMIT_NOFILE", 64, ("1024 open files", "is 64", "ulimit -H -n 1024")),
        ("RLIMIT_AS", 2 << 30, ("address space", "2097152", "ulimit -H -v")),
        ("RLIMIT_STACK", 256 << 10, ("8192 KiB of stack", "is 256", "ulimit -H -s 8192")),
        ("RLIMIT_FSIZE", 4096, ("is 4 ", "ulimit -H -f")),
        ("RLIMIT_CPU", 30, ("is 30", "ulimit -H -t")),
    ],
)
def test_a_hard_limit_that_is_too_low_is_named_with_the_fix(
    name: str, value: int, words: tuple[str, ...]
) -> None:
    said = limited(getattr(resource, name), value)
    assert name in said
    assert [word for word in words if word not in said] == []


def test_too_few_processes_are_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1001)
    monkeypatch.setattr(inherited, "_threads_of", lambda uid: 12)
    said = limited(resource.RLIMIT_NPROC, 100)
    assert "runs 12" in said
    assert "ulimit -H -u 332" in said


def test_limits_that_suffice_are_no_fault() -> None:
    assert limited(resource.RLIMIT_NOFILE, 1024) == ""


def test_what_a_user_may_have_meant_is_left_alone() -> None:
    code = (
        "import os, signal; from grader.warden import inherited; os.umask(0o777); os.nice(3);"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN); inherited.settle();"
        "print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, oct(os.umask(0)), os.nice(0))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0o77", "3"]


def test_the_report_names_what_slows_a_run_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(os, "getpriority", lambda which, who: 19)
    assert inherited.host().endswith(", 1 of 8 CPUs, nice 19")


def test_signals_of_the_c_library_are_no_handlers_of_a_programs(box: Any) -> None:
    source = """
        import _thread, time
        def f():
            _thread.start_new_thread(time.sleep, (0,))
            time.sleep(0.01)
    """
    assert box.call(source).evidence.leftovers == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace")
@pytest.mark.usefixtures("started")
def test_a_grader_that_is_traced_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "grader.cli", str(HERE / "solutions"), "tally"]
    done = subprocess.run(
        ["strace", "-f", "-o", "/dev/null", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "strace -f" in done.stderr


#: Grade a solution, and print each line of the session.
LISTEN = """
import os, sys
from grader.box.plan import build_box_package
from grader.bank import load_bank
from grader.judge import Options, SubmittedFile
from grader.judge.run import order
from grader.judge.run_folder import run_folder
from grader.judge.talk import Talk

exercise = load_bank().find("tally")
with run_folder() as folder:
    build_box_package(folder)
    file = SubmittedFile(exercise, "tally.py", exercise.solution.read_bytes())
    with Talk(order([file], Options(jobs=1, seed=1, isolation="none"), folder)) as talk:
        while data := os.read(talk.fileno(), 1 << 20):
            sys.stdout.buffer.write(data)
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace")
def test_what_ends_a_session_settles_no_submission() -> None:
    """Who listens stops once all are settled, and would not hear why they could not be judged."""
    command = ["strace", "-f", "-o", "/dev/null", sys.executable, "-P", "-c", LISTEN]
    done = subprocess.run(command, cwd=HERE, capture_output=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line for line in lines if line.get("done")] == []
    assert "strace -f" in lines[-1]["fault"]["sentence"]


def test_a_process_knows_its_tracer() -> None:
    assert inherited.tracer() == 0
    assert signal.getsignal(signal.SIGCHLD) is not signal.SIG_IGN
