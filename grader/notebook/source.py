"""Make nbgrader's source notebooks of solutions: one for each topic.

A solution keeps its regions (``BEGIN SOLUTION`` … ``END SOLUTION``), in a form that nbgrader's own
``ClearSolutions`` can make a stub of: a region ends with its function, and what a stub raises stands behind
it, where a solution never comes by.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from grader import syntax
from grader.errors import AuthoringError
from grader.exercise import Exercise
from grader.intake.notebooks import ABOUT, POINTS, PUBLIC
from grader.stub import regions_of

#: What nbgrader puts in the place of a solution.
STUB: Final = "# YOUR CODE HERE"
_BEGIN, _END = "# BEGIN SOLUTION", "# END SOLUTION"
_SCHEMA: Final = 3
_KERNEL: Final = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_HOW: Final = """\
Each part below is an exercise. Write your answer into the cell with the function, run it, and run the
cell below it: it grades your code in a process of its own, and shows what the processes did.

Only the cells' text counts, not what the kernel has in memory. To your answer belong: its cell, cells that
you add above it in the same part, cells above the first exercise, and cells with the tag `helper`."""
_PUBLIC: Final = 'from grader.notebook import check\n\ncheck("{slug}")'
_POINTS: Final = """\
# {points} points. Your teacher's checks run here when this is graded.
### BEGIN HIDDEN TESTS
from grader.notebook import check

check("{slug}", hidden=True)
### END HIDDEN TESTS"""


def notebook(readme: str, exercises: Sequence[Exercise], weights: Mapping[str, float]) -> str:
    """The source notebook of one topic, as the text of its file. ``readme`` is the topic's page.

    ``weights`` are what the exercises' points are multiplied by.
    """
    cells = [_cell("markdown", _introduction(readme), f"{exercises[0].topic}_start", None)]
    for exercise in exercises:
        source = exercise.solution.read_text("utf-8")
        cells += _exercise(exercise, source, exercise.points * weights[exercise.slug])
    document = {"cells": cells, "metadata": _KERNEL, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _introduction(readme: str) -> str:
    """The topic's page up to its table of files, which are not there."""
    return readme.partition("\n| exercise |")[0].rstrip() + "\n\n" + _HOW


def _exercise(exercise: Exercise, source: str, points: float) -> Iterator[dict[str, Any]]:
    slug, worth = exercise.slug, f"{points:g}"
    module = syntax.parse(source)
    idea = (ast.get_docstring(module) or "").removeprefix(f"{exercise.title}.").strip()
    about = f"## {exercise.title}\n\n{idea}\n\n`{slug}`, {worth} points."
    yield _cell("markdown", about, slug + ABOUT, {"locked": True})
    yield _cell("code", solution_cell(source, str(exercise.solution)), slug, {"solution": True})
    yield _cell("code", _PUBLIC.format(slug=slug), slug + PUBLIC, {"locked": True})
    marks = {"locked": True, "grade": True, "points": points}
    yield _cell("code", _POINTS.format(slug=slug, points=worth), slug + POINTS, marks)


def _cell(kind: str, source: str, name: str, marks: dict[str, Any] | None) -> dict[str, Any]:
    """A cell as nbformat 4.5 has it; with ``marks``, one that nbgrader knows."""
    metadata: dict[str, Any] = {}
    if marks is not None:
        plain = {"grade": False, "locked": False, "solution": False, "task": False}
        metadata["nbgrader"] = {**plain, **marks, "grade_id": name, "schema_version": _SCHEMA}
    cell = {"cell_type": kind, "id": name.replace("_", "-"), "metadata": metadata, "source": source}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def solution_cell(source: str, name: str) -> str:
    """A solution as a cell: nbgrader's stub of it raises NotImplementedError in every function to write."""
    module = syntax.parse(source)
    lines = source.split("\n")
    removed, raises = regions_of(source, name)
    drop = _docstring_lines(module)
    insert: dict[int, list[str]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.body[0].end_lineno in raises:
            end = node.end_lineno or node.lineno
            marker = next((n for n, line in enumerate(lines, 1) if n > end and line.strip() == _END), 0)
            if end not in removed or not marker:
                raise AuthoringError(f"{name}:{end}: the region does not reach the end of {node.name}")
            insert[end] = _ended(node)
            if any(
                line.strip() for line in lines[end : marker - 1]
            ):  # the region goes on behind the function
                insert[end] += ["", "", _BEGIN]
                lines[marker - 1] = _END
            else:
                drop.add(marker)
    kept: list[str] = []
    for number, line in enumerate(lines, 1):
        kept += [] if number in drop else [line]
        kept += insert.get(number, [])
    return "\n".join(kept).strip("\n")


def _ended(node: ast.FunctionDef) -> list[str]:
    """What ends a function's region: nothing gets from the solution to what only the stub does."""
    indent = " " * node.body[0].col_offset
    last = [] if isinstance(node.body[-1], ast.Return | ast.Raise) else [f"{indent}return"]
    return [*last, f"{indent}{_END}", f"{indent}raise NotImplementedError"]


def _docstring_lines(module: ast.Module) -> set[int]:
    if ast.get_docstring(module) is None:
        return set()
    first = module.body[0]
    return set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
