"""SIGKILL at random moments: what is alive a second later, and what is half written.

    python benchmarks/kill_nine.py [N] [--resume]

N times (default 200) a class of three is graded by `grade batch`, and at a random moment one of its
processes, drawn from all (command, session, judge, warden, template, runner), is killed with SIGKILL. If it
was not the command itself, the command is left a while to finish, then killed. A second later no process may
be left, and every results file must be whole. With `--resume` it is always the command that is killed; it is
then run again to its end, and the results must be those of an undisturbed run (verdicts, diagnoses, points,
messages). Prints how often what was killed, and what was wrong.
"""

from __future__ import annotations

import collections
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SLUGS = ("fork_report", "tally")


def table() -> dict[int, tuple[int, str]]:
    """Parent and state of every process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        found[int(path.parent.name)] = (int(fields[1]), fields[0])
    return found


def below(pid: int) -> list[int]:
    """Every living process below ``pid``, itself included."""
    processes, found = table(), [pid]
    for one in found:
        found += [
            child for child, (parent, state) in processes.items() if parent == one and state not in "ZX"
        ]
    return found


def marked(mark: str) -> list[int]:
    """Living processes that carry ``mark`` in their environment or arguments."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            text = (path / "environ").read_bytes() + (path / "cmdline").read_bytes()
        except OSError:
            continue
        if mark.encode() in text and int(path.name) != os.getpid():
            found.append(int(path.name))
    return found


def line_of(root: Path, out: Path) -> list[str]:
    """The command that grades the class."""
    words = ["batch", str(root / "class"), "--out", str(out), "--jobs", "2", "--seed", "7"]
    return [sys.executable, "-m", "grader.cli", *words]


def results(out: Path) -> dict[str, list[list[str]]]:
    """Of each student what every check said."""
    found = {}
    for path in sorted(out.rglob("*.json")):
        row = json.loads(path.read_text("utf-8"))
        found[row["student"]["id"]] = [
            [check["id"], check["verdict"], str(check["diagnosis"]), str(check["points"]), check["message"]]
            for exercise in row["report"]["exercises"]
            for check in exercise["checks"]
        ]
    return found


def once(root: Path, draw: random.Random, number: int, undisturbed: object) -> tuple[str, list[str]]:
    """Grade and kill; the name of what was killed, and what was wrong."""
    out, mark = root / f"out{number}", f"forklore-kill-{number}-{os.getpid()}"
    line = line_of(root, out)
    command = subprocess.Popen(
        line,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "FORKLORE_MARK": mark, "TMPDIR": str(root)},
    )
    time.sleep(draw.uniform(0.05, 2.5))
    tree = below(command.pid)
    victim = draw.choice(tree) if undisturbed is None else command.pid
    depth = f"{tree.index(victim) if victim in tree[:3] else 'deeper'}"
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        depth = "gone"
    if victim != command.pid:
        try:
            command.wait(draw.uniform(0.0, 2.0))
        except subprocess.TimeoutExpired:
            command.kill()
    command.wait()
    deadline = time.monotonic() + 1.0
    while (left := [*set(tree[1:]) & alive(), *marked(mark)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    wrong = [f"alive: {left}"] if left else []
    for path in out.rglob("*.json") if out.is_dir() else ():
        try:
            json.loads(path.read_text("utf-8"))
        except ValueError:
            wrong.append(f"half written: {path.name}")
    if undisturbed is not None and not wrong:
        subprocess.run(line, capture_output=True, check=False, env={**os.environ, "TMPDIR": str(root)})
        wrong += [] if results(out) == undisturbed else ["the resumed run's results are others"]
    shutil.rmtree(out, ignore_errors=True)
    return depth, wrong


def alive() -> set[int]:
    return {pid for pid, (_, state) in table().items() if state not in "ZX"}


def main(times: int, resume: bool) -> None:
    draw = random.Random(20261127)
    root = Path(tempfile.mkdtemp(prefix="forklore-kill-"))
    solutions = Path(__file__).parents[1] / "solutions"
    for student in ("ada", "bob"):
        (root / "class" / student).mkdir(parents=True)
        for slug in SLUGS:
            shutil.copy(next(solutions.rglob(f"{slug}.py")), root / "class" / student)
    (root / "class" / "cyd").mkdir()
    (root / "class" / "cyd" / "tally.py").write_text("def tally(workers, hits):\n    return 42\n")
    undisturbed = None
    if resume:
        subprocess.run(line_of(root, root / "whole"), capture_output=True, check=True)
        undisturbed = results(root / "whole")
    killed: collections.Counter[str] = collections.Counter()
    faults = []
    try:
        for number in range(times):
            what, wrong = once(root, draw, number, undisturbed)
            killed[what] += 1
            faults += wrong
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(f"{times} kills; by place in the tree (0 is the command): {dict(sorted(killed.items()))}")
    print(f"{len(faults)} times something was wrong")
    for fault in faults:
        print(f"  {fault}")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(numbers[0] if numbers else 200, "--resume" in sys.argv)
