"""Which cells of a notebook are graded, and what bad notebooks cost."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake import notebooks
from grader.intake.files import Refusal

SLUGS = ("fork_report", "gather")


def cell(source: str, grade_id: str = "", kind: str = "code", **more: Any) -> dict[str, Any]:
    """A cell as nbformat has it."""
    metadata: dict[str, Any] = {"tags": more.pop("tags", [])}
    if grade_id:
        metadata["nbgrader"] = {"grade_id": grade_id, "locked": more.pop("locked", False)}
    return {"cell_type": kind, "source": source, "metadata": metadata, **more}


def read(*cells: object) -> list[notebooks.Cell]:
    return notebooks.read("n.ipynb", json.dumps({"cells": cells, "nbformat": 4}).encode())


def text(cells: list[notebooks.Cell], slug: str) -> str:
    found = notebooks.answer(cells, slug, SLUGS, "n.ipynb")
    assert found is not None
    return found.source.decode()


COURSE = (
    cell("# Fork", kind="markdown"),
    cell("import os"),
    cell("## One", "fork_report_about", kind="markdown", locked=True),
    cell("def first_help(): pass"),
    cell("def fork_report(fd): return 1", "fork_report"),
    cell("check('fork_report')", "fork_report_public", locked=True),
    cell("check('fork_report')", "fork_report_points", locked=True),
    cell("fork_report(1)  # an experiment"),
    cell("## Two", "gather_about", kind="markdown", locked=True),
    cell("def second_help(): pass"),
    cell("def gather(producers): return 2", "gather"),
    cell("gather([])  # another"),
    cell("check('gather')", "gather_points", locked=True),
    cell("def everywhere(): pass", tags=["helper"]),
)


def test_an_answer_is_its_cell_and_the_helpers_above_it() -> None:
    found = notebooks.answer(read(*COURSE), "fork_report", SLUGS, "n.ipynb")
    assert found is not None
    assert found.cells == (2, 4, 5, 14)
    names: dict[str, Any] = {}
    exec(compile(found.source, "answer", "exec"), names)  # the tests' own text
    assert names["fork_report"](0) == 1
    second = notebooks.answer(read(*COURSE), "gather", SLUGS, "n.ipynb")
    assert second is not None
    assert second.cells == (2, 10, 11, 14)


def test_a_cell_without_its_id_is_found_by_its_function() -> None:
    cells = read(cell("def gather(p): return 0"), cell("x = 1", "gather"), cell("def gather(p): return 5"))
    assert "return 5" in text(cells, "gather")
    assert notebooks.slugs_in(cells, SLUGS) == ["gather"]


def test_a_cell_that_defines_nothing_is_the_answer_all_the_same() -> None:
    assert "x = 1" in text(read(cell("x = 1", "gather")), "gather")


def test_a_removed_cell_is_no_answer() -> None:
    cells = read(cell("import os"))
    assert notebooks.answer(cells, "gather", SLUGS, "n.ipynb") is None
    assert notebooks.slugs_in(cells, SLUGS) == []


def test_a_check_cell_is_never_an_answer() -> None:
    cells = read(cell("def gather(p): return 1", "gather"), cell("def gather(p): ...", "gather_points"))
    assert "return 1" in text(cells, "gather")


def test_commands_to_the_notebook_are_left_out_and_named() -> None:
    source = "%matplotlib inline\n!ls\nimport os\ndef gather(p):\n    return 7 % 3"
    found = notebooks.answer(read(cell("%%bash\nls"), cell(source, "gather")), "gather", SLUGS, "n.ipynb")
    assert found is not None
    names: dict[str, Any] = {}
    exec(compile(found.source, "answer", "exec"), names)
    assert names["gather"]([]) == 1
    assert [note.split(":")[0] for note in found.notes] == [
        "Cell 1 is no Python, as its first line says, and was left out.",
        "Cell 2",
        "Cell 2",
    ]
    assert "`!ls`" in found.notes[2]


def test_what_calls_the_grader_is_left_out() -> None:
    top = "from grader.notebook import check\nimport os"
    cells = read(cell(top), cell("def gather(p): return os.getpid()\ncheck('gather')", "gather"))
    names: dict[str, Any] = {}
    exec(compile(text(cells, "gather"), "answer", "exec"), names)
    assert names["gather"]([]) == os.getpid()
    assert "check" not in names


def test_a_timed_cell_is_still_python() -> None:
    assert "def gather" in text(read(cell("%%time\ndef gather(p): ...", "gather")), "gather")


def test_imports_from_the_future_come_first() -> None:
    source = text(
        read(cell("import os"), cell("from __future__ import annotations\ndef gather(p: Q): ...", "gather")),
        "gather",
    )
    exec(compile(source, "answer", "exec"), {})


def test_source_may_be_a_list_of_lines() -> None:
    cells = read({"cell_type": "code", "source": ["def gather(p):\n", "    return 1"], "metadata": {}})
    assert "    return 1" in text(cells, "gather")


@pytest.mark.parametrize("bad", ["a string", 5, None, {}, {"cell_type": "code", "source": 7, "metadata": {}}])
def test_a_broken_cell_costs_no_other(bad: object) -> None:
    assert "return 1" in text(read(bad, cell("def gather(p): return 1", "gather"), bad), "gather")


@pytest.mark.parametrize(
    "metadata",
    [5, "x", [], {"nbgrader": 5}, {"nbgrader": {"grade_id": []}}, {"tags": "helper"}, {"tags": [1]}],
)
def test_wrong_metadata_costs_nothing(metadata: object) -> None:
    wrong = {"cell_type": "code", "source": "def gather(p): return 1", "metadata": metadata}
    assert "return 1" in text(read(wrong), "gather")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"cells": 1}',
        b"[" * 100_000,
        b'{"cells":[' + b"[" * 100_000,
    ],
)
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="cannot be read as a notebook"):
        notebooks.read("n.ipynb", data)


def test_bidirectional_controls_are_refused() -> None:
    with pytest.raises(Refusal, match=r"U\+202E"):
        notebooks.answer(read(cell("def gather(p): return '\u202e'", "gather")), "gather", SLUGS, "n.ipynb")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("def gather(p): ..."),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["cells", "source", "metadata", "cell_type", "nbgrader"]), inner)
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json_is_an_answer_or_a_refusal(value: object) -> None:
    try:
        cells = notebooks.read("n.ipynb", json.dumps(value).encode())
        notebooks.answer(cells, "gather", SLUGS, "n.ipynb")
    except Refusal:
        pass
