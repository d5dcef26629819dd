"""One class, five graders: forklore, nbgrader, otter, check50, and plain pytest with pytest-timeout.

    python benchmarks/compare.py [STUDENTS]

STUDENTS (default 20) answers to `fork_report`: 70 % right, 20 % `return 42`, 10 % deadlocked. Every grader
gets the same answers, the same three checks, and a limit of 6 s, which is the exercise's own, where it has
one. Otter has none: this script ends it, see `otter`. Otter and check50 are installed in throw-away
environments (FORKLORE_COMPARED names a folder that keeps them). One that does not work is told as such.
Counted are seconds for the class, and answers whose mark is right. forklore and nbgrader take the class at
once, the others start anew for each answer.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

from grader.bank import load_bank

SLUG, LIMIT = "fork_report", 6
RIGHT = load_bank().find(SLUG).solution.read_text("utf-8")
WRONG = "def fork_report(fd):\n    return 42\n"
DEADLOCKED = (
    "import os\ndef fork_report(fd):\n    r, w = os.pipe()\n    if os.fork() == 0:\n"
    "        os.read(r, 1)\n        os._exit(0)\n    os.wait()\n"
)
CALL = """\
import os
from fork_report import fork_report
r, w = os.pipe()
value = fork_report(w)
os.close(w)
lines = open(r, closefd=True).read().splitlines()
"""
CHECKS = (
    'assert lines[0].split()[:2] == ["child", "0"]',
    'assert lines[1] == f"parent {value} {os.getpid()}"',
    "assert int(lines[0].split()[2]) == value",
)
Grade = Callable[[Path, str], bool]


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def ran(line: list[str], folder: Path, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a command in a session of its own; end all of it afterwards, deadlocked children included."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            line, cwd=folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        subprocess.run(["pkill", "-KILL", "-s", str(process.pid)], check=False)
        process.wait()
        output.seek(0)
        return subprocess.CompletedProcess(line, process.returncode, output.read())


def installed(home: Path, package: str, *more: str) -> Path:
    """The bin folder of an environment with this package, and more that it needs without saying so."""
    place = home / package
    if not place.exists():
        venv.create(place, with_pip=True)
        line = [str(place / "bin" / "pip"), "install", "-q", package, *more]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    return place / "bin"


def plain(folder: Path, answer: str) -> bool:
    """pytest and pytest-timeout, three tests."""
    (folder / f"{SLUG}.py").write_text(answer)
    tests = "".join(f"def test_{n}():\n{indented(CALL + check)}\n" for n, check in enumerate(CHECKS))
    (folder / "test_it.py").write_text(tests)
    line = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:forklore",
        f"--timeout={LIMIT}",
    ]
    return ran(line, folder).returncode == 0


def otter(home: Path) -> Grade:
    """`otter check` with a test file in its own format; it has no limit of time, so that it gets ours.

    That is twice the time of a right answer, and the limit. The right one is graded once before.
    """
    program = installed(home, "otter-grader", "ipykernel") / "otter"

    def within(seconds: float, folder: Path, answer: str) -> bool:
        (folder / f"{SLUG}.py").write_text(answer)
        (folder / "tests").mkdir()
        cases = "\n".join(
            f"@test_case(points=1)\ndef test_{n}(env):\n{indented(CALL + check)}"
            for n, check in enumerate(CHECKS)
        )
        head = 'from otter.test_files import test_case\nOK_FORMAT = False\nname = "q1"\npoints = 3\n'
        (folder / "tests" / "q1.py").write_text(head + cases)
        done = ran([str(program), "check", f"{SLUG}.py", "-t", "tests"], folder, seconds)
        return done.returncode == 0 and "All tests passed" in done.stdout

    with tempfile.TemporaryDirectory() as name:
        begin = time.monotonic()
        if not within(300, Path(name), RIGHT):
            raise RuntimeError("it rejects a right answer")
        usual = time.monotonic() - begin
    return functools.partial(within, 2 * usual + LIMIT)


def check50(home: Path) -> Grade:
    """`check50 --dev` with three checks and its own timeouts."""
    bin_folder = installed(home, "check50", "setuptools<81")

    def grade(folder: Path, answer: str) -> bool:
        problem, own = folder / "problem", folder / "own"
        problem.mkdir()
        own.mkdir()
        (problem / ".cs50.yaml").write_text(
            f"check50:\n  files:\n    - !exclude '*'\n    - !require {SLUG}.py\n"
        )
        cases = "".join(
            f"@check50.check(timeout={LIMIT})\ndef check_{n}():\n    '''check {n}'''\n"
            f"    import sys; sys.path.insert(0, '.')\n{indented(CALL + check)}\n"
            for n, check in enumerate(CHECKS)
        )
        (problem / "__init__.py").write_text("import check50\n" + cases)
        (own / f"{SLUG}.py").write_text(answer)
        line = [str(bin_folder / "check50"), "--dev", "-o", "json", "--output-file", "out.json", str(problem)]
        ran(line, own)
        results = json.loads((own / "out.json").read_text()).get("results", [])
        return len(results) == len(CHECKS) and all(result["passed"] for result in results)

    return grade


def nbgrader(folder: Path, answers: list[str]) -> list[bool]:
    """nbgrader alone, the whole class at once: a solution cell, and three cells that assert."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    def cell(text: str, name: str, **more: object) -> object:
        told = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False}
        return new_code_cell(text, metadata={"nbgrader": {**told, "grade_id": name, **more}})

    def notebook(text: str) -> object:
        call = CALL.replace("from fork_report import fork_report\n", "")
        cells = [cell(text, "answer", solution=True)]
        for n, check in enumerate(CHECKS):
            cells.append(cell(call + check, f"test{n}", grade=True, locked=True, points=1))
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        return new_notebook(cells=cells, metadata=kernel)

    config = f"c = get_config()\nc.CourseDirectory.course_id = 'x'\nc.ExecutePreprocessor.timeout = {LIMIT}\n"
    (folder / "nbgrader_config.py").write_text(config)
    places = {"source/ps1": RIGHT} | {f"submitted/s{n:03}/ps1": text for n, text in enumerate(answers)}
    for place, text in places.items():
        (folder / place).mkdir(parents=True)
        nbformat.write(notebook(text), folder / place / "p.ipynb")
    program = str(Path(sys.executable).with_name("nbgrader"))
    ran([program, "generate_assignment", "ps1", "--create"], folder)
    ran([program, "autograde", "ps1", "--create"], folder, 1_000)
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
        scores = {found.student.id: found.score for found in book.assignment_submissions("ps1")}
    return [scores.get(f"s{n:03}") == len(CHECKS) for n in range(len(answers))]


def forklore(class_folder: Path, answers: list[str]) -> list[bool]:
    """`grade batch`, the whole class at once, with all of the exercise's own checks."""
    for number, answer in enumerate(answers):
        own = class_folder / "in" / f"s{number:03}"
        own.mkdir(parents=True)
        (own / f"{SLUG}.py").write_text(answer)
    out = class_folder / "out"
    line = [sys.executable, "-m", "grader.cli", "batch", str(class_folder / "in"), "--out", str(out)]
    ran(line, class_folder)
    told = [json.loads((out / "students" / f"s{n:03}.json").read_text()) for n in range(len(answers))]
    return [one["points"] == one["max_points"] for one in told]


def one_by_one(grade: Grade) -> Callable[[Path, list[str]], list[bool]]:
    def whole(folder: Path, answers: list[str]) -> list[bool]:
        found = []
        for number, answer in enumerate(answers):
            own = folder / str(number)
            own.mkdir()
            found.append(grade(own, answer))
        return found

    return whole


def main(students: int) -> None:
    kinds = [RIGHT] * round(0.7 * students) + [DEADLOCKED] * round(0.1 * students)
    kinds += [WRONG] * (students - len(kinds))
    random.Random(1).shuffle(kinds)
    right = [answer == RIGHT for answer in kinds]
    home = Path(os.environ.get("FORKLORE_COMPARED", "")) if "FORKLORE_COMPARED" in os.environ else None
    with tempfile.TemporaryDirectory(prefix="forklore-compare-") as name:
        folder = Path(name)
        home = home or folder / "environments"
        graders = {
            "forklore, as a batch": lambda: forklore,
            "pytest, pytest-timeout": lambda: one_by_one(plain),
            "check50": lambda: one_by_one(check50(home)),
            "otter check": lambda: one_by_one(otter(home)),
            "nbgrader": lambda: nbgrader,
        }
        cpus, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
        print(f"Python {platform.python_version()}, {cpus} CPUs, load {load:.1f}")
        print("| grader | seconds | answers a minute | right marks |\n|---|--:|--:|--:|", flush=True)
        for number, (words, made) in enumerate(graders.items()):
            own = folder / f"class{number}"
            own.mkdir()
            try:
                whole = made()
                begin = time.monotonic()
                marks = whole(own, kinds)
                seconds = time.monotonic() - begin
            except Exception as error:
                print(
                    f"| {words} | not measured: {type(error).__name__}: {str(error)[:80]} | | |", flush=True
                )
                continue
            agreed = sum(a == b for a, b in zip(marks, right, strict=True))
            rate = 60 * students / seconds
            print(f"| {words} | {seconds:.1f} | {rate:.0f} | {agreed} of {students} |", flush=True)
            shutil.rmtree(own, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
