"""Released notebooks with nbgrader's own commands: marks are those of the same answers in files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import courses
import pytest
from boxes import needs

from grader.bank import load_bank
from grader.box.plan import BoxPlan
from grader.classroom import assignment, batch, results, roster, terms
from grader.intake import notebooks
from grader.judge import Options
from grader.notebook import gradebook, judging
from grader.render import jsonreport

needs("nbgrader")
pytestmark = [pytest.mark.timeout(900), pytest.mark.filterwarnings("ignore")]
#: os.fork, a pool, and processes with a queue.
SLUGS = ("fork_report", "run_all", "gather")
BANK = load_bank()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of three notebooks; who has answered nothing in one hands it in only if it is ``gone``."""
    folder = tmp_path_factory.mktemp("course")
    courses.release(folder, *SLUGS)
    for student, answers in courses.ANSWERS.items():
        courses.hand_in(folder, student, answers, whole=student == "gone")
    courses.hand_in(folder, "tampered", courses.ANSWERS["right"], tampered)
    return folder


def tampered(cells: courses.Cells) -> courses.Cells:
    """A check cell is gone, another says something else, the answer's metadata are wrong, outputs attack."""
    kept = []
    for cell in cells:
        marked = cell["metadata"].get("nbgrader", {})
        name = marked.get("grade_id", "")
        if name == "fork_report_points":
            continue
        if name == "gather_points":
            cell["source"] = "1000.0"
        if name == "gather_public":
            marked["points"] = 1000
        if cell["cell_type"] == "code":
            script = {"text/html": "<script>alert(1)</script>"}
            cell["outputs"] = [{"output_type": "display_data", "data": script, "metadata": {}}]
        kept.append(cell)
    return kept


@pytest.fixture(scope="module")
def autograded(course: Path, plan_of: Callable[[str], BoxPlan]) -> Path:
    plan_of("namespaces")
    courses.run(course, "autograde", courses.ASSIGNMENT)
    return course


def test_marks_are_what_the_answers_deserve(autograded: Path) -> None:
    found = courses.marks(autograded)
    assert found["right"] == {"fork_report": 5, "run_all": 5, "gather": 10}
    assert found["gone"] == {"fork_report": 0, "run_all": 0, "gather": 10}
    for student in ("fortytwo", "stuck", "escaped", "equal"):
        assert found[student] == dict.fromkeys(SLUGS, 0)


def test_tampering_costs_nothing_and_gains_nothing(autograded: Path) -> None:
    assert courses.marks(autograded)["tampered"] == {"fork_report": 5, "run_all": 5, "gather": 10}


def test_feedback_explains_and_runs_nothing(autograded: Path) -> None:
    courses.run(autograded, "generate_feedback", courses.ASSIGNMENT)
    pages = autograded / "feedback"
    stuck = (pages / "stuck" / courses.ASSIGNMENT / "01_fork.html").read_text("utf-8")
    assert "deadlocked" in stuck
    assert "os.read" in stuck
    assert "alert(1)" not in (pages / "tampered" / courses.ASSIGNMENT / "01_fork.html").read_text("utf-8")
    courses.run(autograded, "export")
    assert "right" in (autograded / "grades.csv").read_text()


def test_the_release_has_no_answer_and_no_hidden_check(course: Path) -> None:
    for path in (course / "release" / courses.ASSIGNMENT).glob("*.ipynb"):
        text = path.read_text("utf-8")
        for word in ("SOLUTION", "hidden=True", "waitpid(pid", "HIDDEN"):
            assert word not in text
        for cell in json.loads(text)["cells"]:
            compile("".join(cell["source"]) if cell["cell_type"] == "code" else "", path.name, "exec")


def test_a_batch_of_the_notebooks_gives_the_same_marks(autograded: Path, tmp_path: Path) -> None:
    before = courses.marks(autograded)
    everybody = roster.students(autograded / "submitted", BANK)
    results.prepare(tmp_path)
    options = Options(jobs=2, seed=1, isolation="namespaces")
    asked = assignment.read(autograded / "source" / courses.ASSIGNMENT)
    agreed = terms.of_class(asked, {}, everybody, BANK, (), jsonreport.as_dict)
    batch.run(everybody, tmp_path, options, jsonreport.as_dict, lambda student, content: None, agreed)
    opened = gradebook.opened(f"sqlite:///{autograded}/gradebook.db", "course")
    for notebook in opened.find_assignment(courses.ASSIGNMENT).notebooks:
        for submitted in notebook.submissions:
            for grade in submitted.grades:
                grade.auto_score = -1.0
    opened.db.commit()
    assert gradebook.sync(opened, list(results.everybody(tmp_path)), courses.ASSIGNMENT) == len(before)
    opened.close()
    assert courses.marks(autograded) == before


def test_validate_runs_the_checks_in_a_kernel(course: Path, plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("none")
    said = courses.run(course, "validate", f"source/{courses.ASSIGNMENT}/01_fork.ipynb")
    assert "Success!" in said


def test_a_kernel_shows_the_result_and_nothing_on_stderr(
    course: Path, plan_of: Callable[[str], BoxPlan], tmp_path: Path
) -> None:
    plan_of("none")
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    book = nbformat.read(course / "submitted" / "stuck" / courses.ASSIGNMENT / "01_fork.ipynb", 4)
    nbclient.NotebookClient(book, timeout=100, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (cell,) = [
        c for c in book.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "fork_report_public"
    ]
    kinds = [output.output_type for output in cell.outputs]
    assert kinds == ["display_data", "execute_result"]
    assert "deadlocked" in cell.outputs[0].data["text/html"]
    assert cell.outputs[1].data["text/plain"] == "0.0"


@pytest.mark.parametrize(("feedback", "shown"), [("public", "Hidden checks: "), ("none", "")])
def test_feedback_is_what_the_teacher_chose(
    tmp_path: Path, plan_of: Callable[[str], BoxPlan], feedback: str, shown: str
) -> None:
    plan_of("namespaces")
    courses.release(tmp_path, "fork_report", feedback=feedback)
    courses.hand_in(tmp_path, "ada", courses.ANSWERS["fortytwo"])
    courses.run(tmp_path, "autograde", courses.ASSIGNMENT)
    path = tmp_path / "autograded" / "ada" / courses.ASSIGNMENT / "01_fork.ipynb"
    cells: dict[str, Any] = {
        cell["metadata"].get("nbgrader", {}).get("grade_id"): cell
        for cell in json.loads(path.read_text())["cells"]
    }
    text = json.dumps(cells["fork_report_points"]["outputs"])
    hidden = [
        check.title for check in judging.mark(
            {"fork_report": notebooks.NotebookAnswer(b"def fork_report(fd): return 42\n", ())}, BANK, "x"
        ).exercises[0].checks if check.visibility == "hidden"
    ]  # fmt: skip
    assert hidden
    assert not any(title in text for title in hidden)
    assert shown in text
    assert ("Not passed:" in text) is (feedback == "public")
    assert bool(cells["fork_report_public"]["outputs"]) is (feedback == "public")


def test_other_graders_cells_are_run_in_a_kernel(tmp_path: Path, plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("namespaces")
    courses.release(tmp_path, "fork_report")
    source = tmp_path / "source" / courses.ASSIGNMENT / "01_fork.ipynb"
    document = json.loads(source.read_text())
    marked = {
        "grade": True, "grade_id": "other", "locked": True, "points": 3, "schema_version": 3,
        "solution": False, "task": False,
    }  # fmt: skip
    other = {
        "cell_type": "code", "execution_count": None, "id": "other", "metadata": {"nbgrader": marked},
        "outputs": [], "source": "assert 'done' in globals()",
    }  # fmt: skip
    document["cells"].append(other)
    source.write_text(json.dumps(document))
    essay = {
        **other, "id": "essay", "source": "### BEGIN SOLUTION\nprint('seen')\n### END SOLUTION",
        "metadata": {"nbgrader": {**marked, "grade_id": "essay", "locked": False, "solution": True}},
    }  # fmt: skip
    (source.parent / "essay.ipynb").write_text(json.dumps({**document, "cells": [essay]}))
    courses.run(tmp_path, "generate_assignment", courses.ASSIGNMENT, "--force")
    forged = "import grader.notebook\ngrader.notebook.check = lambda *a, **k: 5.0\n"
    right = courses.ANSWERS["right"]["fork_report"]
    courses.hand_in(tmp_path, "ada", {"fork_report": f"done = True\n{right}", "essay": "print('seen')"})
    courses.hand_in(tmp_path, "bob", {"fork_report": f"{forged}def fork_report(fd): return 42\n"})
    courses.run(tmp_path, "autograde", courses.ASSIGNMENT)
    found = courses.marks(tmp_path)
    assert found["ada"] == {"fork_report": 5, "other": 3, "essay": None}
    assert (found["bob"]["fork_report"], found["bob"]["other"]) == (0, 0)
    written = tmp_path / "autograded" / "ada" / courses.ASSIGNMENT / "essay.ipynb"
    assert "seen" in json.dumps(json.loads(written.read_text())["cells"][0]["outputs"])
