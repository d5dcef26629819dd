"""The same answers graded by nbgrader alone, and by nbgrader with forklore: marks, seconds, class throughput.

    python benchmarks/nbgrader_alone.py [STUDENTS]

Needs the extra `instructor`. nbgrader alone has a notebook as its manual shows it: a solution cell, and three
cells that call the function in the kernel and assert what it did, one point each. With forklore it is the
notebook of `grade release --nbgrader`. The class is STUDENTS (default 20) answers to `fork_report`, 70 %
right, 20 % wrong, 10 % deadlocked; with forklore it is also graded by `grade batch`. 0 leaves it out.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from grader.bank import load_bank

SLUG = "fork_report"
ASSIGNMENT = "ps1"
CALL = """\
import os
r, w = os.pipe()
value = fork_report(w)
os.close(w)
lines = open(r, closefd=True).read().splitlines()
"""
CHECKS = (
    CALL + 'assert lines[0].split()[:2] == ["child", "0"]',
    CALL + 'assert lines[1] == f"parent {value} {os.getpid()}"',
    CALL + "assert int(lines[0].split()[2]) == value",
)
FORTY_TWO = "def fork_report(fd):\n    return 42\n"
ANSWERS = {
    "right, with os.fork": load_bank().find(SLUG).solution.read_text("utf-8"),
    "return 42": FORTY_TWO,
    "always equal": (
        "class Yes:\n    def __eq__(self, other): return True\n    def __int__(self): return 1\n"
        "    def __format__(self, spec): return ''\n"
        "def fork_report(fd):\n    return Yes()\n"
    ),
    "writes the lines without a fork": (
        "import os\ndef fork_report(fd):\n"
        "    os.write(fd, f'child 0 7 1\\nparent 7 {os.getpid()}\\n'.encode())\n    return 7\n"
    ),
    "deadlock": (
        "import os\ndef fork_report(fd):\n    r, w = os.pipe()\n    if os.fork() == 0:\n"
        "        os.read(r, 1)\n        os._exit(0)\n    os.wait()\n"
    ),
    "child comes back": "import os\ndef fork_report(fd):\n    pid = os.fork()\n    return pid\n",
    "os._exit(0)": "import os\ndef fork_report(fd):\n    os._exit(0)\n",
}


def cell(source: str, kind: str = "code", **marks: object) -> dict[str, Any]:
    plain = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    made = {"cell_type": kind, "metadata": {"nbgrader": {**plain, **marks}}, "source": source}
    return {**made, "id": marks["grade_id"], "execution_count": None, "outputs": []}


def alone(course: Path, timeout: int) -> None:
    """A course of nbgrader's own."""
    cells = [
        cell(
            "def fork_report(fd):\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION",
            solution=True,
            grade_id=SLUG,
        )
    ]
    for number, check in enumerate(CHECKS):
        cells.append(cell(check, grade=True, locked=True, points=1, grade_id=f"check{number}"))
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    document = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (course / "source" / ASSIGNMENT).mkdir(parents=True)
    (course / "source" / ASSIGNMENT / "01_fork.ipynb").write_text(json.dumps(document))
    (course / "nbgrader_config.py").write_text(f"c = get_config()\nc.Execute.timeout = {timeout}\n")


def with_kit(course: Path) -> None:
    """A course of forklore's."""
    line = ["release", "--nbgrader", str(course), "--assignment", ASSIGNMENT, SLUG]
    subprocess.run([sys.executable, "-m", "grader.cli", *line], check=True, capture_output=True)


def nbgrader(course: Path, *line: str) -> float:
    """Run a command of nbgrader's; seconds."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    begin = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *line], cwd=course, env=env, check=False, capture_output=True
    )
    return time.monotonic() - begin


def hand_in(course: Path, student: str, answer: str) -> None:
    document = json.loads((course / "release" / ASSIGNMENT / "01_fork.ipynb").read_text())
    for one in document["cells"]:
        if one["metadata"].get("nbgrader", {}).get("grade_id") == SLUG:
            one["source"] = answer
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "01_fork.ipynb").write_text(json.dumps(document))


def score(course: Path, student: str) -> str:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        submission = book.find_submission(ASSIGNMENT, student)
        return f"{submission.score:g} of {submission.max_score:g}"


def table(folder: Path) -> None:
    """Marks and seconds of each answer, both ways."""
    print(f"\n| answer to `{SLUG}` | nbgrader alone | seconds | with forklore | seconds |")
    print("|---|---|---|---|---|")
    courses = {"alone": folder / "alone", "kit": folder / "kit"}
    alone(courses["alone"], 30)
    courses["kit"].mkdir()
    with_kit(courses["kit"])
    for course in courses.values():
        nbgrader(course, "generate_assignment", ASSIGNMENT)
    for number, (name, answer) in enumerate(ANSWERS.items()):
        row = [name]
        for course in courses.values():
            student = f"s{number}"
            hand_in(course, student, answer)
            seconds = nbgrader(course, "autograde", ASSIGNMENT, "--student", student)
            row += [score(course, student), f"{seconds:.1f}"]
        print(f"| {' | '.join(row)} |", flush=True)


def throughput(folder: Path, students: int) -> None:
    """Submissions per minute of the same class."""
    draw = random.Random(1)
    kinds = [
        draw.choices(["right, with os.fork", "return 42", "deadlock"], [70, 20, 10])[0]
        for _ in range(students)
    ]
    print(f"\n| {students} submissions of `{SLUG}` | seconds | per minute |\n|---|---|---|")
    for name, timeout in (
        ("nbgrader alone, its default of 30 s", 30),
        ("nbgrader alone, limit of 6 s", 6),
        ("nbgrader with forklore", 0),
    ):
        course = folder / f"class{timeout}"
        course.mkdir()
        if timeout:
            alone(course, timeout)
        else:
            with_kit(course)
        nbgrader(course, "generate_assignment", ASSIGNMENT)
        for number, kind in enumerate(kinds):
            hand_in(course, f"s{number:03}", ANSWERS[kind])
        line(name, nbgrader(course, "autograde", ASSIGNMENT), students)
    course = folder / "class0"
    line("`grade batch` of the same notebooks", batch(course, folder / "out"), students)
    for number, kind in enumerate(kinds * 9, students):
        hand_in(course, f"s{number:03}", ANSWERS[kind])
    line(f"the same for {10 * students} submissions", batch(course, folder / "more"), 10 * students)


def batch(course: Path, out: Path) -> float:
    """Seconds for what was handed in, with ``grade batch``."""
    command = ["batch", str(course / "submitted"), "--out", str(out), "--jobs", "6"]
    begin = time.monotonic()
    subprocess.run([sys.executable, "-m", "grader.cli", *command], check=True, capture_output=True)
    return time.monotonic() - begin


def line(name: str, seconds: float, students: int) -> None:
    print(f"| {name} | {seconds:.1f} | {students / seconds * 60:.0f} |", flush=True)


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    cpus, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {cpus} CPUs, load {load:.1f}")
    with tempfile.TemporaryDirectory(prefix="nbgrader-") as name:
        table(Path(name))
        if students:
            throughput(Path(name), students)


if __name__ == "__main__":
    main()
