"""An nbgrader course: the source notebooks of one assignment, and the configuration that grades them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from grader import atomic_file
from grader.bank import Bank
from grader.classroom import assignment
from grader.classroom.assignment import Assignment
from grader.errors import UsageError
from grader.notebook import source
from grader.safe import shown

CONFIG: Final = "nbgrader_config.py"
_CONFIG: Final = '''\
"""Made by grade release --nbgrader. nbgrader's commands need nothing else; what you add below stays yours."""

c = get_config()  # noqa: F821

# What stands in the place of a solution.
c.ClearSolutions.code_stub = {{"python": "{stub}"}}

# Instead of the students' kernels, forklore's judge: it grades the text of the cells, in a box.
c.Autograde.autograde_preprocessors = [
    "grader.notebook.autograde.ForkloreGrade",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# What feedback tells of hidden checks: messages, public (how many passed), or none.
c.ForkloreGrade.feedback = "{feedback}"
'''


def contents(bank: Bank, asked: Assignment, feedback: str) -> dict[str, str]:
    """Path in the course to text of every file. SetupError where there are no solutions."""
    wanted = [bank.find(slug) for slug in asked.slugs]
    folder = f"source/{asked.name}"
    found = {CONFIG: _CONFIG.format(stub=source.STUB, feedback=feedback)}
    found[f"{folder}/{assignment.NAME}"] = assignment.text(asked)
    for topic in dict.fromkeys(exercise.topic for exercise in wanted):
        part = [exercise for exercise in wanted if exercise.topic == topic]
        readme = part[0].stub.parent / "README.md"
        text = readme.read_text("utf-8") if readme.is_file() else f"# {topic}"
        found[f"{folder}/{topic}.ipynb"] = source.notebook(text, part, asked.weights)
    return found


def write(course: Path, files: dict[str, str]) -> list[str]:
    """Write the files into a course; return the names of those that were there and were left alone.

    Only the configuration is left alone. UsageError if a notebook is there.
    """
    there = [name for name in files if (course / name).exists() and name != CONFIG]
    if there:
        raise UsageError(
            f"{shown(course / there[0])} is there already.", "Name another assignment, or remove it first."
        )
    kept = []
    for name, text in files.items():
        path = course / name
        if name == CONFIG and path.exists() and path.read_text("utf-8", errors="replace") != text:
            kept.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_file.write(text, path)
    return kept
