"""Several hand-ins of one student: the latest or the best counts, and the others are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import builder
import pytest
from builder import HALF, RIGHT, WRONG
from click.testing import Result

Batch = Callable[..., Result]
Table = Callable[[], dict[str, dict[str, str]]]
METADATA = """\
---
submission_9:
  :submitters:
  - :name: Ada L
    :sid: s1
  - :name: Bob
    :sid: s2
submission_10:
  :submitters:
  - :name: Ada L
    :sid: s1
"""
#: A tree, the student, and what it is worth if the latest counts: the best is always worth 2.
SEVERAL: dict[str, tuple[dict[str, Any], str, int]] = {
    "exchange": (
        {
            "ana+w+2026-10-01 12:00:00 UTC+a": {"fork_report.py": RIGHT},
            "ana+w+2026-10-02 12:00:00 UTC+b": {"fork_report.py": WRONG},
            "ana+w+2026-10-03 12:00:00 UTC+b": {"fork_report.py": HALF},
        },
        "ana",
        1,
    ),
    "canvas": (
        {
            "li_12_345_fork_report.py": HALF,
            "li_12_346_fork_report-1.py": RIGHT,
            "li_12_347_fork_report-2.py": WRONG,
        },
        "12",
        0,
    ),
    "gradescope": (
        {
            "submission_metadata.yml": METADATA,
            "submission_9": {"src": {"fork_report.py": RIGHT}},
            "submission_10": {"z": {"fork_report.py": HALF}},
        },
        "s1",
        1,
    ),
    "entries with dates": (
        {
            "ana 2026-10-01": {"fork_report.py": RIGHT},
            "ana_2026-10-02 18.00.zip": {"src": {"fork_report.py": WRONG}},
        },
        "ana",
        0,
    ),
    "folders with dates": (
        {"ana": {"2026-10-01": {"fork_report.py": RIGHT}, "2026-10-02": {"src": {"fork_report.py": HALF}}}},
        "ana",
        1,
    ),
    "numbered folders": (
        {"ana": {"attempt 2": {"fork_report.py": RIGHT}, "Attempt 10": {"fork_report.py": HALF}}},
        "ana",
        1,
    ),
    "numbered folders in a Moodle archive": (
        {
            "Ana B_7_assignsubmission_file_": {
                "hw.zip": {"attempt_1": {"fork_report.py": RIGHT}, "attempt_2": {"fork_report.py": HALF}}
            }
        },
        "7",
        1,
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("policy", ["latest", "best"])
def test_one_attempt_counts_and_the_others_are_named(
    name: str, policy: str, batch: Batch, rows: Table, tmp_path: Path
) -> None:
    tree, who, latest = SEVERAL[name]
    builder.build(tmp_path / "class", tree)
    result = batch("class", "--out", "results", "--attempts", policy)
    assert result.exit_code == 0, result.output
    row = rows()[who]
    assert float(row["points"]) == (2 if policy == "best" else latest)
    if policy == "best":
        assert f"Of {3 if name in ('exchange', 'canvas') else 2} attempts the best counts" in row["remark"]
        assert "(2 points). Not counted: " in row["remark"]
        again = batch("class", "--out", "results", "--attempts", policy)
        assert "unchanged" in again.output
        assert rows()[who] == row
    else:
        assert "the latest counts" in row["remark"] or "because it is the later one" in row["remark"]


def test_a_group_and_one_of_its_members_alone(batch: Batch, rows: Table, tmp_path: Path) -> None:
    builder.build(tmp_path / "class", SEVERAL["gradescope"][0])
    assert batch("class", "--out", "results", "--attempts", "best").exit_code == 0
    assert {key: float(row["points"]) for key, row in rows().items()} == {"s1": 2, "s2": 2}
    assert "attempts" not in rows()["s2"]["remark"]
    assert batch("class", "--out", "results").exit_code == 0
    assert {key: float(row["points"]) for key, row in rows().items()} == {"s1": 1, "s2": 2}


def test_an_attempt_is_all_that_had_been_handed_in_by_then(batch: Batch, rows: Table, tmp_path: Path) -> None:
    files = {"fork_report": HALF, "fork_report-1": WRONG, "run_all": WRONG, "run_all-2": RIGHT}
    builder.build(
        tmp_path / "class", {f"li_1_{n}_{name}.py": text for n, (name, text) in enumerate(files.items())}
    )
    assert batch("class", "--out", "results", "--attempts", "best").exit_code == 0
    row = rows()["1"]
    assert (float(row["fork_report"]), float(row["run_all"])) == (0, 2)
    assert "Of 3 attempts the best counts: li_1_3_run_all-2.py (2 points)" in row["remark"]


ASSIGNMENT = """\
version = 1
name = "w"
due = 2026-10-02T00:00:00Z
late = "60%"
attempts = "best"
[weights]
fork_report = 1
"""


def test_lateness_is_that_of_the_attempt_and_a_new_date_chooses_anew(
    batch: Batch, rows: Table, tmp_path: Path
) -> None:
    times = {"2026-10-01 12:00:00 UTC": HALF, "2026-10-02 12:00:00 UTC": RIGHT}
    tree = {f"ana+w+{time}+a": {"fork_report.py": text} for time, text in times.items()}
    builder.build(tmp_path, {"class": tree, "a.toml": ASSIGNMENT})
    assert batch("class", "--out", "results", "--assignment", "a.toml").exit_code == 0
    assert (rows()["ana"]["points"], rows()["ana"]["late"]) == ("1", "")
    (tmp_path / "e.csv").write_text("id,days\nana,1\n")
    result = batch("class", "--out", "results", "--extensions", "e.csv")
    assert "1 student unchanged" in result.output
    assert (rows()["ana"]["points"], rows()["ana"]["late"]) == ("2", "")
    (tmp_path / "results" / "extensions.csv").unlink()
    batch("class", "--out", "results")
    assert rows()["ana"]["points"] == "1"
    assert json.loads((tmp_path / "results/students/ana.json").read_text())["submitted"].startswith(
        "2026-10-01"
    )


def test_an_attempt_that_could_not_be_judged_may_be_the_best(
    batch: Batch, rows: Table, tmp_path: Path
) -> None:
    for name, other in (("ana", HALF), ("bea", RIGHT)):
        tree = {"attempt 1": {"fork_report.py": other}, "attempt 2": {"fork_report.py": "# broken grader\n"}}
        builder.build(tmp_path / "class" / name, tree)
    assert batch("class", "--out", "results", "--attempts", "best").exit_code == 3
    assert "not final" in rows()["ana"]["remark"]
    assert (rows()["bea"]["points"], "not final" in rows()["bea"]["remark"]) == ("2", False)


def test_what_is_the_same_is_graded_once(batch: Batch, tmp_path: Path) -> None:
    from grader.bank import load_bank
    from grader.classroom import roster
    from grader.intake.matching import Rules

    tree = {f"attempt {n}": {"fork_report.py": RIGHT, "run_all.py": f"# {n}\n"} for n in (1, 2, 3)}
    builder.build(tmp_path / "class" / "ana", tree)
    (handed,) = roster.look(tmp_path / "class", Rules(load_bank()), policy="best").hand_ins
    assert [len(one.files) for one in handed.attempts] == [2, 2, 2]
    assert [file.exercise.slug for file in handed.to_grade].count("fork_report") == 1
    assert len(handed.to_grade) == 4


def test_folders_of_single_exercises_are_no_attempts(batch: Batch, rows: Table, tmp_path: Path) -> None:
    tree = {"2026-10-01": {"fork_report.py": RIGHT}, "2026-10-08": {"run_all.py": RIGHT}}
    builder.build(tmp_path / "class" / "ana", tree)
    for policy in ("latest", "best"):
        assert batch("class", "--out", "results", "--attempts", policy).exit_code == 0
        assert (rows()["ana"]["points"], rows()["ana"]["remark"]) == ("4", "")
