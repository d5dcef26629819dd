"""nbgrader's gradebook: each exercise a notebook, each check a grade cell, each student a submission.

Only automatic scores are written. Manual scores, extra credit, comments and late penalties are the teacher's
and stay.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import SetupError, UsageError

if TYPE_CHECKING:
    Gradebook = Any


def opened(database: str, course: str) -> Gradebook:
    """Open a gradebook, which is made if it is not there. SetupError if nbgrader or the database is not."""
    try:
        from nbgrader.api import Gradebook
    except ImportError as error:
        raise SetupError(
            "nbgrader is not installed here.",
            "Install it beside forklore: pip install 'forklore[instructor]'.",
        ) from error
    # nbgrader runs alembic, which is installed beside the interpreter and not always on the path.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Gradebook(database, course_id=course)
    except Exception as error:
        reason = (str(error).splitlines() or [repr(error)])[0]
        raise SetupError(
            f"The gradebook {database} cannot be opened: {reason}.",
            "Check the address, for example sqlite:///gradebook.db.",
        ) from error


def sync(gradebook: Gradebook, rows: Sequence[dict[str, Any]], assignment: str) -> int:
    """Write the automatic scores of these results (contents of results files); return how many students.

    An exercise that somebody has handed in is a notebook of the assignment; whoever has not has 0 there.
    Running it again changes nothing. Results that are not final are left out.
    """
    final = [row for row in rows if row["report"]["complete"] and not row["fault"]]
    if not final:
        raise UsageError("There are no results to write.", "Grade the class first: grade batch.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy about nbgrader's own code
        _register(gradebook, final, assignment)
        for row in final:
            _score(gradebook, row, assignment)
        gradebook.db.commit()
    return len(final)


def _register(gradebook: Gradebook, rows: Sequence[dict[str, Any]], assignment: str) -> None:
    """Make what the gradebook does not have yet: the assignment, notebooks, cells and students."""
    gradebook.update_or_create_assignment(assignment)
    cells: dict[str, dict[str, float]] = {}
    for row in rows:
        for exercise in row["report"]["exercises"]:
            for check in exercise["checks"]:
                cells.setdefault(exercise["slug"], {})[cell_name(check["id"])] = check["max_points"]
    for slug, points in cells.items():
        notebook = gradebook.update_or_create_notebook(slug, assignment)
        there = {cell.name: cell.max_score for cell in notebook.grade_cells}
        for name, most in points.items():
            if there.get(name) != most:
                gradebook.update_or_create_grade_cell(
                    name, slug, assignment, max_score=most, cell_type="code"
                )


def _score(gradebook: Gradebook, row: dict[str, Any], assignment: str) -> None:
    """Set one student's automatic scores."""
    gradebook.update_or_create_student(row["student"])
    submission = gradebook.update_or_create_submission(assignment, row["student"])
    earned = {
        (exercise["slug"], cell_name(check["id"])): check["points"]
        for exercise in row["report"]["exercises"]
        for check in exercise["checks"]
    }
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            score = earned.get((notebook.name, grade.name), 0.0)
            if grade.auto_score != score:
                grade.auto_score = score
            grade.needs_manual_grade = False


def cell_name(check_id: str) -> str:
    """A check's name as a grade cell: without its exercise, in characters that can stand in a link."""
    short = check_id.partition("/")[2]
    return short.replace("::", ".").replace("[", "-").replace("]", "")
