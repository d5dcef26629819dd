"""A student is the same wherever the id is the same, and has a file that no other student has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import atomic_file
from grader.classroom import batch, results
from grader.classroom.roster import HandIn
from grader.intake.identity import Student, file_name, page_name

LONG = [
    "ก" * 31,
    "x" * 255,
    "\u1112\u1161" * 60,
    os.fsdecode(b"\xff" * 200),
    "a/b",
    "..",
    "",
    "-rf",
    "con\n",
    "\x1b[2J",
]


@pytest.mark.parametrize("text", LONG)
def test_any_id_and_any_name_make_a_short_file_name(tmp_path: Path, text: str) -> None:
    student = Student(text, text[::-1]).printable()
    results.prepare(tmp_path)
    row = results.write(tmp_path, student, {"note": ""})
    atomic_file.write("page", results.page_of(tmp_path, student))
    assert len(list((tmp_path / "students").iterdir())) == 2
    assert results.read(tmp_path, student.id) == row
    assert results.student_of(row) == student
    assert len(page_name(student).encode()) < 230


@given(st.lists(st.text(max_size=60), unique=True, max_size=6), st.text(max_size=30))
def test_no_two_ids_have_one_file(ids: list[str], name: str) -> None:
    files = {file_name(one) for one in ids}
    pages = {page_name(Student(one, name)) for one in ids}
    assert len(files) == len(pages) == len(ids)
    for file in files | pages:
        assert "/" not in file
        assert "\0" not in file
        assert not file.startswith((".", "-"))


def test_a_name_is_readable_in_the_name_of_a_page() -> None:
    assert page_name(Student("1001", "Anna Ö B")) == "1001~Anna_Ö_B"
    assert page_name(Student("anna")) == page_name(Student("anna", "anna")) == "anna"


def test_whoever_takes_another_name_is_not_graded_again(tmp_path: Path) -> None:
    results.prepare(tmp_path)
    before = HandIn((Student("1", "Ann"),), (), "nothing")
    content = {"key": results.key_of(before, "none"), "note": "nothing"}
    results.write(tmp_path, before.students[0], content)
    after = HandIn((Student("1", "Anna", "a@x"),), (), "nothing")
    plan = batch.plan([after], tmp_path, "none", force=False)
    assert plan.kept == (after,)
    ((_, old, new),) = batch.refreshed(plan.kept, tmp_path)
    assert (old["student"]["name"], new["student"]["name"]) == ("Ann", "Anna")
    assert results.read(tmp_path, "1") == new
    assert new["key"] == content["key"]


def test_a_group_is_graded_again_if_one_member_has_no_results(tmp_path: Path) -> None:
    results.prepare(tmp_path)
    group = HandIn((Student("1", group="g"), Student("2", group="g")), (), "nothing")
    content = {"key": results.key_of(group, "none"), "note": "nothing"}
    results.write(tmp_path, group.students[0], content)
    assert batch.plan([group], tmp_path, "none", force=False).todo == (group,)
    results.write(tmp_path, group.students[1], content)
    assert batch.plan([group], tmp_path, "none", force=False).kept == (group,)
