"""What nbgrader's autograder runs instead of the students' kernels, as a release's nbgrader_config.py says.

Theory of operation
-------------------
nbgrader runs a notebook in a kernel and takes the outputs of its check cells for marks: whatever a student's
code does in that kernel, it can do to them. Here no kernel is started for the exercises. The answer cells are
graded by forklore's judge, in boxes, and the check cells get their outputs from the report. A check cell that
a student has removed is put back first.

Cells of other graders in the same notebook, and notebooks without an exercise, are run as nbgrader runs them,
in a kernel, in which forklore's check cells are empty; what happens there changes no mark of forklore's.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from traitlets import Enum

from grader.bank import Bank, load_bank, load_catalogue
from grader.errors import GraderError
from grader.intake import notebooks
from grader.notebook import judging
from grader.render import html
from grader.render import notebook_html as rendered
from grader.report import ExerciseReport, Report

#: Endings of the ids of the cells that get a result.
_CHECKS: Final = (notebooks.PUBLIC, notebooks.POINTS)


class ForkloreGrade(Execute):  # type: ignore[misc]
    """Grade the exercises of a notebook; run what else is graded in it."""

    feedback = Enum(
        html.FEEDBACK,
        default_value="messages",
        help="What students are told of hidden checks: messages, public (how many passed), or none.",
    ).tag(config=True)
    require = Enum(
        ("none", "landlock", "uid", "namespaces"),
        default_value="landlock",
        help="Refuse to grade below this isolation level.",
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> Any:  # noqa: ANN401 - nbconvert's
        """Grade a notebook. GraderError if a fault of ours kept an exercise from being judged."""
        bank = load_bank()
        _restore(nb, resources["nbgrader"])
        ours = _check_cells(nb, bank)
        others = [c for c in nb.cells if is_grade(c) and c.metadata.nbgrader.grade_id not in ours]
        if not ours or any(c.cell_type == "code" for c in others):
            self._run_others(nb, resources, km, ours)
        slugs = list(dict.fromkeys(ours.values()))
        name = f"{resources['nbgrader']['notebook']}.ipynb"
        found = self._answers(nb, slugs, bank, name)
        report = judging.mark(found, bank, name, require=self.require) if found else None
        if report is not None and not report.complete:
            raise GraderError(f"A fault of forklore's kept {name} from being graded. Grade it again.")
        for check in nb.cells:
            slug = ours.get(_grade_id(check))
            if slug:
                check.outputs = self._outputs(check, slug, found, report)
        return nb, resources

    def _run_others(self, nb: Any, resources: Any, km: Any, ours: Mapping[str, str]) -> None:  # noqa: ANN401
        """Run the notebook with our check cells empty, and keep the outputs of all others."""
        ran = copy.deepcopy(nb)
        for c in ran.cells:
            if _grade_id(c) in ours:
                c.source = ""
        ran, _ = super().preprocess(ran, resources, km)
        for cell, result in zip(nb.cells, ran.cells, strict=True):
            if cell.cell_type == "code":
                cell.outputs = result.outputs

    def _answers(self, nb: Any, slugs: list[str], bank: Bank, name: str) -> judging.Answers:  # noqa: ANN401
        cells = notebooks.read(name, nbformat.writes(nb).encode("utf-8", "surrogatepass"))
        return judging.answers(cells, slugs, bank, name)

    def _outputs(self, check: Any, slug: str, found: judging.Answers, report: Report | None) -> list[Any]:  # noqa: ANN401
        """What the check cell shows, and for a cell with points the points as its value."""
        graded = check.metadata.nbgrader.grade
        exercise = _exercise(report, slug) if slug in found and report is not None else None
        outputs = []
        if exercise is None or report is None:
            text = f"No cell answers {slug}."
            outputs.append(_display({"text/plain": text}))
        elif graded or self.feedback != "none":
            feedback = self.feedback if graded else "public"
            origin = judging.origin(found[slug])
            page = rendered.as_html(report, exercise, load_catalogue(), origin, feedback)
            outputs.append(_display({"text/html": page, "text/plain": rendered.as_text(exercise, feedback)}))
        if graded:
            share = exercise.points / exercise.max_points if exercise is not None else 0.0
            data = {"text/plain": repr(float(share * check.metadata.nbgrader.points))}
            outputs.append(nbformat.v4.new_output("execute_result", data=data, execution_count=1))
        return outputs


def _display(data: dict[str, str]) -> Any:  # noqa: ANN401 - nbformat's
    return nbformat.v4.new_output("display_data", data=data)


def _exercise(report: Report, slug: str) -> ExerciseReport | None:
    return next((exercise for exercise in report.exercises if exercise.slug == slug), None)


def _grade_id(cell: Any) -> str:  # noqa: ANN401 - nbformat's
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _check_cells(nb: Any, bank: Bank) -> dict[str, str]:  # noqa: ANN401 - nbformat's
    """The ids of forklore's check cells in a notebook, and their exercises."""
    known = {slug + ending: slug for slug in bank.slugs for ending in _CHECKS}
    there = [_grade_id(cell) for cell in nb.cells if cell.cell_type == "code"]
    return {name: known[name] for name in there if name in known}


def _restore(nb: Any, told: Mapping[str, str]) -> None:  # noqa: ANN401 - nbformat's
    """Put back the graded cells that the gradebook knows and the notebook no longer has."""
    there = {_grade_id(cell) for cell in nb.cells}
    with Gradebook(told["db_url"]) as gradebook:
        try:
            book = gradebook.find_notebook(told["notebook"], told["assignment"])
        except MissingEntry:
            return
        for missing in book.grade_cells:
            if missing.name in there or missing.cell_type != "code":
                continue
            source = next((c.source for c in book.source_cells if c.name == missing.name), "")
            cell = nbformat.v4.new_code_cell(source)
            cell.metadata["nbgrader"] = {
                "grade": True, "grade_id": missing.name, "locked": True, "points": missing.max_score,
                "schema_version": 3, "solution": False, "task": False,
            }  # fmt: skip
            nb.cells.append(cell)
