"""nbgrader's gradebook: each exercise a notebook, each check a grade cell, each student a submission.

Only automatic scores and penalties for lateness are written. Manual scores, extra credit and comments are the
teacher's and stay.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.bank import load_bank
from grader.errors import SetupError, UsageError
from grader.intake.notebooks import POINTS

if TYPE_CHECKING:
    from grader.notebook.gradebook_rows import Place

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


def sync(
    gradebook: Gradebook,
    rows: Sequence[dict[str, Any]],
    assignment: str,
    due: datetime | None = None,
    late: str = "none",
) -> int:
    """Write the automatic scores of these results (contents of results files); return how many students.

    Where the assignment has a notebook with a cell for an exercise's points, as a release's source notebooks
    do, that cell gets them. Any other exercise that somebody has handed in is a notebook of its own, with a
    cell for each check. Whoever has not handed it in has 0 there. Running it again changes nothing. Results
    that are not final are left out. ``due`` is a date, ``late`` a method of nbgrader's or ``module.Class``.
    """
    from grader.notebook import gradebook_rows, late_penalty

    final = [row for row in rows if row["report"]["complete"] and not row["fault"]]
    if not final:
        raise UsageError("There are no results to write.", "Grade the class first: grade batch.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy about nbgrader's own code
        gradebook.update_or_create_assignment(assignment, **_due(due))
        given = _points_cells(gradebook, assignment)
        own = _register(gradebook, final, assignment, given)
        ours = frozenset(given.values()) | own
        wanted = [
            gradebook_rows.StudentScores(row["student"]["id"], _scores(row, given), row.get("submitted", ""))
            for row in final
        ]
        gradebook_rows.write(gradebook, assignment, wanted, ours)
        shares = {row["student"]["id"]: row.get("standing", {}).get("penalty", 0.0) for row in final}
        late_penalty.assign(gradebook, assignment, shares, late)
    return len(final)


def others(gradebook: Gradebook, assignment: str, rows: Sequence[dict[str, Any]], remove: bool) -> list[str]:
    """Return who has a submission of the assignment and no results; with ``remove`` take it out."""
    known = {row["student"]["id"] for row in rows}
    there = [one.student_id for one in gradebook.find_assignment(assignment).submissions]
    found = sorted(student for student in there if student not in known)
    for student in found if remove else ():
        gradebook.remove_submission(assignment, student)
    return found


def _due(due: datetime | None) -> dict[str, str]:
    """Return the date as nbgrader takes it."""
    return {"duedate": due.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")} if due is not None else {}


def _points_cells(gradebook: Gradebook, assignment: str) -> dict[str, Place]:
    """Exercise to notebook and cell, where a release's notebook has a cell for its points."""
    names = {slug + POINTS: slug for slug in load_bank().slugs}
    return {
        names[cell.name]: (notebook.name, cell.name)
        for notebook in gradebook.find_assignment(assignment).notebooks
        for cell in notebook.grade_cells
        if cell.name in names
    }


def _register(
    gradebook: Gradebook, rows: Sequence[dict[str, Any]], assignment: str, given: Mapping[str, Place]
) -> frozenset[Place]:
    """Make notebooks and cells that the gradebook does not have yet; return all that are ours alone."""
    cells: dict[str, dict[str, float]] = {}
    for row in rows:
        for exercise in row["report"]["exercises"]:
            for check in exercise["checks"] if exercise["slug"] not in given else ():
                cells.setdefault(exercise["slug"], {})[cell_name(check["id"])] = check["max_points"]
    for slug, points in cells.items():
        notebook = gradebook.update_or_create_notebook(slug, assignment)
        there = {cell.name: cell.max_score for cell in notebook.grade_cells}
        for name, most in points.items():
            if there.get(name) != most:
                gradebook.update_or_create_grade_cell(
                    name, slug, assignment, max_score=most, cell_type="code"
                )
    return frozenset((slug, name) for slug, points in cells.items() for name in points)


def _scores(row: Mapping[str, Any], given: Mapping[str, Place]) -> dict[Place, float]:
    """One student's points, by notebook and cell."""
    found: dict[Place, float] = {}
    for exercise in row["report"]["exercises"]:
        slug = exercise["slug"]
        for check in exercise["checks"]:
            place = given.get(slug, (slug, cell_name(check["id"])))
            found[place] = found.get(place, 0.0) + check["points"]
    return found


def cell_name(check_id: str) -> str:
    """A check's name as a grade cell: without its exercise, in characters that can stand in a link."""
    short = check_id.partition("/")[2]
    return short.replace("::", ".").replace("[", "-").replace("]", "")
