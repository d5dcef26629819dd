"""Students' pages follow the level of feedback; nothing is graded again for that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import builder
import pytest
from builder import HALF, RIGHT
from click.testing import Result

import grader.judge

Batch = Callable[..., Result]


def test_a_new_level_of_feedback_reaches_old_pages(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.build(tmp_path / "class", {"ana": {"fork_report.py": HALF}, "ben": {"fork_report.py": RIGHT}})
    pages = {name: tmp_path / "results" / "students" / f"{name}.html" for name in ("ana", "ben")}

    def text() -> list[str]:
        return [pages[name].read_text() for name in pages]

    batch("class", "--out", "results")
    full = text()
    assert "It did something else." in full[0]
    graded: list[object] = []
    real = grader.judge.grade
    monkeypatch.setattr(
        grader.judge,
        "grade",
        lambda given, *more: graded.extend(s for s in given if s.handed_in) or real(given, *more),
    )
    for level in ("none", ""):  # a level that is not said stays
        batch("class", "--out", "results", *(["--feedback", level] if level else []))
        silent = text()
        assert "It did" not in silent[0]
        assert silent[1] != full[1]
    pages["ben"].unlink()
    batch("class", "--out", "results", "--only", "ana")
    assert text() == silent
    batch("class", "--out", "results", "--feedback", "messages")
    assert text() == full
    assert graded == []


def test_a_remark_is_wrapped_and_not_cut(batch: Batch, tmp_path: Path) -> None:
    odd = {f"Fork_Report ({n}).py": RIGHT for n in range(4)}
    builder.build(tmp_path / "class", {"ana": odd})
    lines = batch("class", "--out", "results").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert not any(line.endswith(" ...") for line in lines)
    assert sum("did you mean" in line for line in lines) == 4
