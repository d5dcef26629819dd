"""Deadlines: who is late, by how much, what that costs, and who has more time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.classroom import assignment, dates, late
from grader.classroom.assignment import Assignment
from grader.errors import UsageError
from grader.intake.identity import Student

WEEK = assignment.make("w", ["tally"], due=dates.parse("2026-12-01 12:00 UTC"))
TENTH = msgspec.structs.replace(WEEK, late="10%")
ZERO = msgspec.structs.replace(WEEK, late="zero")


def row(submitted: str, marked: bool = False) -> dict[str, Any]:
    student = {"id": "17", "name": "Ana", "email": "ana@example.org", "section": "", "group": ""}
    return {"student": student, "submitted": submitted, "late": marked}


@pytest.mark.parametrize(
    ("terms", "submitted", "days", "penalty"),
    [
        (TENTH, "2026-12-01 12:00:00 UTC", 0, 0),
        (TENTH, "2026-12-01 12:00:01 UTC", 1, 0.1),
        (TENTH, "2026-12-01 13:00+01:00", 0, 0),
        (TENTH, "2026-12-03 11:00 UTC", 2, 0.2),
        (TENTH, "2027-12-03 11:00 UTC", 367, 1),
        (TENTH, "", 0, 0),
        (TENTH, "last night", 0, 0),
        (ZERO, "2026-12-01 12:01 UTC", 1, 1),
        (WEEK, "2026-12-01 12:01 UTC", 1, 0),
        (msgspec.structs.replace(TENTH, late_days=2), "2026-12-03 11:00 UTC", 0, 0),
        (msgspec.structs.replace(TENTH, late_days=2), "2026-12-04 11:00 UTC", 1, 0.1),
    ],
)
def test_days_and_what_they_cost(terms: Assignment, submitted: str, days: int, penalty: float) -> None:
    found = late.standing(row(submitted), terms, {})
    assert (found.days, found.penalty) == (days, penalty)
    assert bool(found.note) == (days > 0)
    assert found.due == "Tue 1 December 2026, 12:00 UTC"


def test_a_platforms_own_mark_counts_as_one_day_unless_there_is_an_extension() -> None:
    assert late.standing(row("", marked=True), TENTH, {}).penalty == 0.1
    assert late.standing(row("2026-12-01 11:00", marked=True), TENTH, {}).penalty == 0
    assert late.standing(row("", marked=True), TENTH, {"17": late.Extension(days=1)}).penalty == 0


@pytest.mark.parametrize(
    "text",
    [
        "id,until\n17,2026-12-08 12:00 UTC\n",
        "\ufeffemail;days\r\nANA@example.org;7\r\n",
        'name,id,email,days,until\n"Berg, Ana",17,ana@example.org,"1,5",2026-12-08 12:00 UTC\n',
    ],
)
def test_an_extension_by_id_or_address(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.csv").write_text(text, "utf-8", newline="")
    given = late.extensions(tmp_path / "e.csv")
    assert late.standing(row("2026-12-08 11:00 UTC"), TENTH, given).days == 0
    assert late.standing(row("2026-12-08 13:00 UTC"), TENTH, given).days == 1
    other = {**row("2026-12-08 11:00 UTC"), "student": {"id": "18", "email": ""}}
    assert late.standing(other, TENTH, given).days == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id\n17\n", "no list of extensions"),
        ("name,days\nana,3\n", "no list of extensions"),
        ("id,until\n17,11/12/2026\n", "row 2: 11/12/2026"),
        ("id,days\n17,soon\n", "row 2: there is no date"),
        ("id,days\n17,-3\n", "row 2"),
        ("id,days\n17,3\n17,4\n", "row 3: 17 stands there twice"),
        ("id,days\n,3\n", "row 2: there is no id"),
        ("", "is empty"),
    ],
)
def test_a_mistake_in_the_list_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "e.csv").write_text(text)
    with pytest.raises(UsageError, match=said):
        late.extensions(tmp_path / "e.csv")


def test_ids_that_differ_in_case_are_two(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("id,days\nana,1\nAna,7\n")
    given = late.extensions(tmp_path / "e.csv")
    days = []
    for name in ("ana", "Ana", "ANA"):
        one = {**row("2026-12-08 11:00 UTC"), "student": {"id": name, "email": ""}}
        days.append(late.standing(one, TENTH, given).days)
    assert days == [6, 0, 7]
    assert late.unmatched(given, [Student("ana"), Student("ANA")]) == ["Ana"]
