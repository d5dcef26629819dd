"""The source notebooks that a release makes for nbgrader."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from grader.bank import load_bank
from grader.classroom import assignment, dates
from grader.errors import AuthoringError, UsageError
from grader.exercise import Exercise
from grader.intake import notebooks
from grader.notebook import nbgrader_course, source

BANK = load_bank()


def cells_of(text: str) -> dict[str, dict[str, Any]]:
    """The cells of a notebook that nbgrader knows, by id."""
    cells = json.loads(text)["cells"]
    marked = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in cells}
    return {name: cell for name, cell in marked.items() if name}


def stubbed(text: str) -> str:
    """What students get of a solution cell, by nbgrader's own preprocessor."""
    preprocessors = pytest.importorskip("nbgrader.preprocessors")
    v4 = pytest.importorskip("nbformat.v4")
    cell = v4.new_code_cell(text)
    clear = preprocessors.ClearSolutions(code_stub={"python": source.STUB})
    assert clear._replace_solution_region(cell, "python")
    return str(cell.source)


@pytest.mark.parametrize("exercise", BANK.exercises, ids=lambda exercise: exercise.slug)
def test_a_stub_is_the_exercises_stub(exercise: Exercise) -> None:
    text = source.solution_cell(exercise.solution.read_text("utf-8"), exercise.slug)
    compile(text, exercise.slug, "exec")
    ours = [n for n in ast.parse(stubbed(text)).body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    theirs = ast.parse(exercise.stub.read_text("utf-8")).body
    expected = [n for n in theirs if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert list(map(ast.dump, ours)) == list(map(ast.dump, expected))


def test_a_function_that_falls_off_its_end_does_not_raise() -> None:
    region = "    # BEGIN SOLUTION\n    global done\n    done = 1\n    # END SOLUTION\n"
    text = f'"""Idea."""\n\n\ndef f():\n    """Doc."""\n{region}'
    cell = source.solution_cell(text, "f")
    names: dict[str, Any] = {}
    exec(compile(cell, "f", "exec"), names)
    assert names["f"]() is None
    assert names["done"] == 1
    exec(compile(stubbed(cell), "f", "exec"), names)
    with pytest.raises(NotImplementedError):
        names["f"]()


def test_only_a_function_without_a_body_raises() -> None:
    region = "    # BEGIN SOLUTION\n    a = 1\n    # END SOLUTION\n"
    text = f'def f():\n    """Doc."""\n{region}    return\n'
    assert "raise NotImplementedError" not in source.solution_cell(text, "f")
    late = f'def f():\n    """Doc."""\n{region}    # end\n'
    assert source.solution_cell(late, "f").endswith("raise NotImplementedError\n    # end")
    with pytest.raises(AuthoringError):
        source.solution_cell("def f():\n    # BEGIN SOLUTION\n    pass\n", "f")


@pytest.mark.parametrize("topic", BANK.topics)
def test_a_notebook_is_valid_and_answers_its_exercises(topic: str) -> None:
    part = [exercise for exercise in BANK.exercises if exercise.topic == topic]
    text = source.notebook(
        "# Title\n\nText.\n\n| exercise | what |\n|---|---|\n| a | b |\n",
        part,
        dict.fromkeys(BANK.slugs, 2.0),
    )
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.reads(text, 4))
    assert "| exercise |" not in text
    cells = cells_of(text)
    for exercise in part:
        assert cells[exercise.slug]["metadata"]["nbgrader"]["solution"]
        assert cells[exercise.slug + "_points"]["metadata"]["nbgrader"]["points"] == 2 * exercise.points
        assert f"{2 * exercise.points:g} points" in cells[exercise.slug + "_about"]["source"]
        assert "hidden" not in cells[exercise.slug + "_public"]["source"]
    read = notebooks.read("n.ipynb", text.encode())
    assert notebooks.slugs_in(read, BANK.slugs) == [exercise.slug for exercise in part]
    for exercise in part:
        answer = notebooks.answer(read, exercise.slug, BANK.slugs, "n.ipynb")
        assert answer is not None
        assert len(answer.cells) == 1


def test_a_course_is_written_once_and_its_configuration_is_kept(tmp_path: Path) -> None:
    asked = assignment.make("ps1", ["fork_report", "gather"], {"gather": 2}, dates.parse("2026-12-01"))
    files = nbgrader_course.contents(BANK, asked, "public")
    made = ("assignment.toml", "01_fork.ipynb", "04_queue.ipynb")
    assert set(files) == {"nbgrader_config.py", *(f"source/ps1/{name}" for name in made)}
    assert files == nbgrader_course.contents(BANK, asked, "public")
    assert assignment.parse(files["source/ps1/assignment.toml"].encode()) == asked
    assert 'c.ForkloreGrade.feedback = "public"' in files["nbgrader_config.py"]
    assert nbgrader_course.write(tmp_path, files) == []
    with pytest.raises(UsageError, match="is there already"):
        nbgrader_course.write(tmp_path, files)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    assert nbgrader_course.write(
        tmp_path, nbgrader_course.contents(BANK, assignment.make("ps2", BANK.slugs), "none")
    ) == ["nbgrader_config.py"]
    assert (tmp_path / "nbgrader_config.py").read_text() == "c = get_config()\n"
    assert len(list((tmp_path / "source" / "ps2").glob("*.ipynb"))) == len(BANK.topics)
