"""An nbgrader course for tests: released, answered by students, graded by nbgrader's own commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nbgrader_commands import Commands

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "ps1"
#: Ended by ``conftest.py``.
COMMANDS = Commands()
Cells = list[dict[str, Any]]

DEADLOCK = """\
import os
def fork_report(fd):
    r, w = os.pipe()
    if (pid := os.fork()) == 0:
        os.read(r, 1)
        os._exit(0)
    os.waitpid(pid, 0)
"""
ESCAPE = """\
import os
def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        os.write(fd, b"child 0 0 0\\n")
    return pid
"""
EQUAL = """\
class Yes:
    def __eq__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *args): return self
    __hash__ = None
def fork_report(fd): return Yes()
def gather(producers): return Yes()
"""


def solution(slug: str) -> str:
    return next((ROOT / "solutions").rglob(f"{slug}.py")).read_text("utf-8")


#: Student to exercise to what is in its cell.
ANSWERS: dict[str, dict[str, str]] = {
    "right": {slug: solution(slug) for slug in ("fork_report", "run_all", "gather")},
    "fortytwo": {
        "fork_report": "def fork_report(fd):\n    return 42\n",
        "gather": "def gather(producers):\n    return 42\n",
    },
    "stuck": {"fork_report": DEADLOCK},
    "escaped": {"fork_report": ESCAPE},
    "gone": {"fork_report": "import os\nos._exit(0)\n", "gather": solution("gather")},
    "equal": {"fork_report": EQUAL, "gather": EQUAL},
}


def run(course: Path, *line: str) -> str:
    """Run one of nbgrader's commands in the course; what it said."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "JUPYTER_"))}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    env |= {"HOME": str(course), "JUPYTER_PREFER_ENV_PATH": "1"}
    code, said = COMMANDS.run(line, course, env)
    assert code == 0, said
    return said


def release(course: Path, *slugs: str, feedback: str = "messages") -> None:
    """Make the course, in which gather counts twice, and what students get with nbgrader's own command."""
    line = ["release", "--nbgrader", str(course), "--assignment", ASSIGNMENT, "--feedback", feedback, *slugs]
    line += ["--weight", "gather=2"] if "gather" in slugs else []
    subprocess.run([sys.executable, "-m", "grader.cli", *line], check=True, capture_output=True)
    run(course, "generate_assignment", ASSIGNMENT)


def hand_in(
    course: Path,
    student: str,
    answers: Mapping[str, str],
    change: Callable[[Cells], Cells] = lambda cells: cells,
    whole: bool = False,
) -> None:
    """Fill in a released assignment; ``change`` may do to the cells what students do.

    Notebooks without an answer are handed in only if it is the ``whole`` assignment.
    """
    for path in sorted((course / "release" / ASSIGNMENT).glob("*.ipynb")):
        document = json.loads(path.read_text("utf-8"))
        names = {cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in document["cells"]}
        if not (whole or names & answers.keys()):
            continue
        for cell in document["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = answers.get(grade_id, cell["source"])
        document["cells"] = change(document["cells"])
        target = course / "submitted" / student / ASSIGNMENT / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(document), "utf-8")


def marks(course: Path) -> dict[str, dict[str, float]]:
    """Student to exercise to points, as they stand in the gradebook."""
    from nbgrader.api import Gradebook

    found: dict[str, dict[str, float]] = {}
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        for submission in book.assignment_submissions(ASSIGNMENT):
            mine = found.setdefault(submission.student.id, {})
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    mine[grade.name.removesuffix("_points")] = grade.auto_score
    return found
