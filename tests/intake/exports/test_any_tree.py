"""Any tree of files: every file is graded or named, every student is one row."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import builder
import fake_judge
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import grader.bank
import grader.judge
from grader.bank import load_bank
from grader.classroom import roster
from grader.cli.app import app
from grader.errors import UsageError
from grader.intake import matching, walk
from grader.intake.matching import Rules
from grader.intake.walk import Leaf

BANK = load_bank()
FILES = st.sampled_from(
    [
        "fork_report.py",
        "tally.py",
        "Fork_Report (1).py",
        "FORK_REPORT.PY",
        "fork_report.py.txt",
        "notes.txt",
        "helpers.py",
        "work.rar",
        "README.md",
        ".DS_Store",
        "a.ipynb",
        "ana_1_2_fork_report-1.py",
        "ana_3_4_tally.py",
        "B C_7_assignsubmission_file_fork_report.py",
        "ö\u202e.py",
        "x" * 200,
        "a\nb.txt",
    ]
)
FOLDERS = st.sampled_from(
    [
        "ana",
        "B C_7_assignsubmission_file_",
        "D_8_assignsubmission_file_",
        "submission_1",
        "01_fork",
        "exercises",
        "src",
        "w-submissions",
        "w-ana",
        "__MACOSX",
        "e+p+2026-01-01 10:00:00 UTC+x",
    ]
)
ARCHIVES = st.sampled_from(["hw.zip", "ana.zip", "in.tar.gz", "B C_7_assignsubmission_file_hw.zip"])
CONTENTS = st.one_of(
    st.integers(0, 3).map(lambda n: f"def fork_report(fd):\n    return {n}\n"),
    st.sampled_from(
        [b"\xff", b"", "{", builder.notebook(tally="def tally(): ..."), builder.Link("/etc/passwd")]
    ),
)
TREES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(FILES, CONTENTS, max_size=4),
    lambda inner: st.dictionaries(FOLDERS | ARCHIVES, inner, min_size=1, max_size=3).flatmap(
        lambda folders: st.dictionaries(FILES, CONTENTS, max_size=2).map(lambda files: {**files, **folders})
    ),
    max_leaves=6,
)


def every(node: dict[str, Any], depth: int = 0, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every file of the tree that somebody may have meant: its path, and what it holds."""
    for name, content in node.items():
        path = f"{above}{name}"
        if isinstance(content, dict):
            if walk.is_junk(name, not builder.is_archive(name)):
                continue
            deeper = depth + builder.is_archive(name)
            if deeper > walk.DEPTH or not content:
                if builder.is_archive(name):
                    yield path, None  # named itself
            else:
                yield from every(content, deeper, f"{path}/")
        elif not walk.is_junk(name, False) and not matching.is_known(Leaf((name,), name)):
            yield path, content


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grader.judge, "grade", fake_judge.grade)
    monkeypatch.setattr(grader.bank, "load_bank", lambda: BANK)
    monkeypatch.setattr(os, "fsync", lambda file: None)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TREES)
def test_every_file_is_graded_or_named(judged: None, given_tree: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = builder.build(Path(folder, "class"), given_tree)
        line = ["batch", str(root), "--out", str(Path(folder, "results")), "--json"]
        result = CliRunner().invoke(app, line, catch_exceptions=False)
        try:
            found = roster.look(root, Rules(BANK))
        except UsageError as error:
            assert error.sentence
            assert (result.exit_code, result.stdout) == (2, "")
            assert error.sentence in result.stderr
            return
        told = json.loads(result.stdout)
        ids = [student.id for handed in found.hand_ins for student in handed.students]
        assert len(ids) == len(set(ids))
        assert sorted(row["student"]["id"] for row in told["students"]) == sorted(ids)
        unclaimed = [path for row in told["students"] for path in row["unclaimed"]]
        assert (told["stray"], set(unclaimed)) == (
            list(found.stray),
            {path for handed in found.hand_ins for path in handed.unclaimed},
        )
        assert told["exit_code"] == result.exit_code == (3 if unclaimed or told["stray"] else 0)
        notes = "\n".join(row["remark"] for row in told["students"])
        graded = {file.path: file.source for handed in found.hand_ins for file in handed.files}
        refused = {file.path for handed in found.hand_ins for file in handed.files if file.refusal}
        assert refused <= set(unclaimed)
        for path, content in every(given_tree):
            last = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in path.rpartition("/")[2])
            same = content is not None and builder.as_bytes(last, content) in graded.values()
            decided = same or f"{last} is not, because" in notes or any(last in where for where in graded)
            named = any(last in where for where in (*told["stray"], *unclaimed))
            assert decided or named, (path, notes)
            assert not named or result.exit_code == 3
