"""``check(...)`` as students call it: in a kernel, and where there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.box.plan import BoxPlan
from grader.notebook import check, live

ROOT = Path(__file__).parents[2]
RIGHT = (ROOT / "solutions" / "01_fork" / "fork_report.py").read_text("utf-8")


@pytest.fixture
def kernel(
    plan_of: Callable[[str], BoxPlan], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[float, str, str]]:
    """Run ``check`` in a kernel whose inputs were these; what it returns and shows (HTML, text)."""
    plan_of("none")
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(live, "_display", lambda page, plain: shown.append((page, plain)))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)

    def run(*inputs: str, names: dict[str, Any] | None = None, **how: Any) -> tuple[float, str, str]:
        history = SimpleNamespace(input_hist_raw=["", *inputs])
        shell = SimpleNamespace(history_manager=history, user_ns=names or {})
        monkeypatch.setattr(live, "_shell", lambda: shell)
        shown.clear()
        points = check(how.pop("slug", "fork_report"), **how)
        ((page, plain),) = shown
        return points, page, plain

    return run


def test_the_last_run_of_the_cell_is_graded(kernel: Any) -> None:
    points, page, plain = kernel("def fork_report(fd): return 42", RIGHT, "x = 1", hidden=True)
    assert points == 5
    assert plain == "fork_report: 5 of 5 points."
    assert "What was graded: cell 2" in page
    points, _, plain = kernel(RIGHT, "def fork_report(fd):\n    return 42\n", hidden=True)
    assert points == 0
    assert "Not passed:" in plain


def test_without_hidden_only_public_checks_count(kernel: Any) -> None:
    points, page, _ = kernel(RIGHT)
    assert 0 < points < 5
    whole = kernel(RIGHT, hidden=True)[1]
    assert whole.count("<tr>") > page.count("<tr>")


def test_a_deadlock_is_drawn(kernel: Any) -> None:
    source = (
        "import os\ndef fork_report(fd):\n    r, w = os.pipe()\n    if (pid := os.fork()) == 0:\n"
        "        os.read(r, 1)\n        os._exit(0)\n    os.waitpid(pid, 0)\n"
    )
    points, page, _ = kernel(source)
    assert points == 0
    assert "deadlocked" in page
    assert "<pre>" in page
    assert "Who waits" in page or "waits for" in page


def test_helpers_are_marked_where_there_is_no_file(kernel: Any) -> None:
    body = RIGHT.replace("import os\n", "")
    helper = "# helper\nimport os\n"
    assert kernel(helper, body, hidden=True)[0] == 5
    assert kernel("import os\n", body, hidden=True)[0] == 0


def notebook(path: Path, *cells: tuple[str, str]) -> Path:
    document = [
        {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": name}} if name else {}}
        for name, source in cells
    ]
    path.write_text(json.dumps({"cells": document, "nbformat": 4}))
    return path


@pytest.mark.parametrize("how", ["argument", "jupyter", "vscode"])
def test_helpers_are_found_in_the_file(
    kernel: Any, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = RIGHT.replace("import os\n", "")
    path = notebook(tmp_path / "a.ipynb", ("", "import os"), ("fork_report", "def fork_report(fd): ..."))
    if how == "argument":
        found = kernel(body, hidden=True, notebook=str(path))
    elif how == "jupyter":
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))
        found = kernel(body, hidden=True)
    else:
        found = kernel(body, hidden=True, names={"__vsc_ipynb_file__": str(path)})
    assert found[0] == 5
    assert "What was graded: cells 1, 2" in found[1]


def test_a_file_alone_is_enough(kernel: Any, tmp_path: Path) -> None:
    path = notebook(tmp_path / "a.ipynb", ("fork_report", RIGHT))
    assert kernel(hidden=True, notebook=str(path))[0] == 5


def test_what_cannot_be_graded_is_said(kernel: Any, tmp_path: Path) -> None:
    points, _, plain = kernel("x = 1")
    assert (points, plain) == (
        0,
        "No cell defines fork_report. Run the cell that defines it, then this one again.",
    )
    points, _, plain = kernel(slug="fork_repart")
    assert points == 0
    assert "Did you mean fork_report" in plain
    points, _, plain = kernel(notebook=str(tmp_path / "none.ipynb"))
    assert "is not there" in plain
    points, page, _ = kernel("def fork_report(fd): return '\u202e'")
    assert points == 0
    assert "U+202E" in page


def test_what_a_student_writes_is_only_text(kernel: Any) -> None:
    source = "def fork_report(fd):\n    raise ValueError('<script>alert(1)</script>')  # <img src=x>\n"
    _, page, _ = kernel("%matplotlib <b>", source + "\n%time <b>x</b>\n")
    assert "<script>" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "is a command to the notebook" in page


def test_outside_of_a_notebook_the_line_is_printed(
    plan_of: Callable[[str], BoxPlan],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan_of("none")
    monkeypatch.setattr(live, "_shell", lambda: None)
    path = notebook(tmp_path / "a.ipynb", ("fork_report", RIGHT))
    assert check("fork_report", notebook=str(path), hidden=True) == 5
    said = capsys.readouterr()
    assert (said.out, said.err) == ("fork_report: 5 of 5 points.\n", "")
