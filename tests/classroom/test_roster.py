"""Who has handed in what: folders, archives and files as teachers get them."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from grader.bank import Bank, load_bank
from grader.classroom.roster import HandIn, students
from grader.errors import UsageError
from grader.intake.identity import Student

RIGHT = b"def fork_report(fd):\n    return 1\n"


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


def archive(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)


def one(folder: Path, bank: Bank, *slugs: str) -> HandIn:
    (student,) = students(folder, bank, slugs)
    return student


def handed(student: HandIn) -> dict[str, bytes]:
    return {file.exercise.slug: file.source for file in student.files}


@pytest.mark.parametrize("place", ["", "01_fork", "exercises/01_fork"])
def test_a_folder_for_each_student(tmp_path: Path, bank: Bank, place: str) -> None:
    folder = tmp_path / "anna" / place
    folder.mkdir(parents=True)
    (folder / "fork_report.py").write_bytes(RIGHT)
    student = one(tmp_path, bank)
    assert (student.id, handed(student), student.note) == ("anna", {"fork_report": RIGHT}, "")


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Anna Ö_123_assignsubmission_file_", Student("123", "Anna Ö")),
        ("Anna Ö_123_assignsubmission_file", Student("123", "Anna Ö")),
        ("b_c_7_assignsubmission_onlinetext_", Student("7", "b_c")),
        ("Participant_1001_assignsubmission_file_", Student("1001", "Participant 1001")),
        ("plain_name", Student("plain_name")),
    ],
)
def test_names_that_moodle_gives(tmp_path: Path, bank: Bank, name: str, student: Student) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "fork_report.py").write_bytes(RIGHT)
    assert one(tmp_path, bank).students == (student,)


@pytest.mark.parametrize("name", ["bert_1_2_fork_report.py", "bert_LATE_1_2_fork_report-3.py"])
def test_names_that_canvas_gives(tmp_path: Path, bank: Bank, name: str) -> None:
    (tmp_path / name).write_bytes(RIGHT)
    student = one(tmp_path, bank)
    assert student.students == (Student("1", "bert"),)
    assert handed(student) == {"fork_report": RIGHT}
    assert student.late == ("LATE" in name)


def test_several_files_of_one_student_are_one_submission(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "bert_1_2_fork_report.py").write_bytes(RIGHT)
    (tmp_path / "bert_1_3_tally.py").write_bytes(RIGHT)
    assert set(handed(one(tmp_path, bank))) == {"fork_report", "tally"}


def test_of_two_files_that_canvas_has_numbered_the_later_counts(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "bert_1_2_fork_report.py").write_bytes(b"x\n")
    (tmp_path / "bert_1_3_fork_report-1.py").write_bytes(RIGHT)
    student = one(tmp_path, bank)
    assert handed(student) == {"fork_report": RIGHT}
    assert "because it is the later one" in student.note


def test_only_the_exercises_asked_for(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "anna").mkdir()
    for slug in ("fork_report", "tally"):
        (tmp_path / "anna" / f"{slug}.py").write_bytes(RIGHT)
    assert set(handed(one(tmp_path, bank, "tally"))) == {"tally"}


def test_an_archive_is_a_student_and_its_paths_mean_nothing(tmp_path: Path, bank: Bank) -> None:
    archive(
        tmp_path / "dora.zip",
        {
            "../../../etc/fork_report.py": RIGHT,
            "/tally.py": b"x = 1\n",
            "notes.txt": b"",
            "a\\gather.py": b"y\n",
        },
    )
    student = one(tmp_path, bank)
    assert handed(student) == {"fork_report": RIGHT, "tally": b"x = 1\n", "gather": b"y\n"}
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["dora.zip"]


def test_a_bomb_in_an_archive_is_refused_unread(tmp_path: Path, bank: Bank) -> None:
    with zipfile.ZipFile(tmp_path / "dora.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("fork_report.py", b"#" * 50_000_000)
    (handed_in,) = one(tmp_path, bank).files
    assert handed_in.source == b""
    assert "too large" in handed_in.refusal


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 100])
def test_a_broken_archive_is_noted(tmp_path: Path, bank: Bank, data: bytes) -> None:
    (tmp_path / "dora.zip").write_bytes(data)
    student = one(tmp_path, bank)
    assert student.files == ()
    assert "zip archive" in student.note


def test_what_is_in_a_damaged_member_is_refused(tmp_path: Path, bank: Bank) -> None:
    archive(tmp_path / "dora.zip", {"fork_report.py": RIGHT})
    data = bytearray((tmp_path / "dora.zip").read_bytes())
    data[data.index(b"return")] ^= 1
    (tmp_path / "dora.zip").write_bytes(data)
    (handed_in,) = one(tmp_path, bank).files
    assert "cannot be unpacked" in handed_in.refusal


def tar(path: Path, *members: tuple[str, bytes], kind: bytes = tarfile.REGTYPE, link: str = "") -> None:
    mode = "w:" if path.suffix == ".tar" else f"w:{path.suffix[1:].replace('tgz', 'gz')}"
    with tarfile.open(path, mode) as file:  # type: ignore[call-overload]
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, link, len(data)
            file.addfile(info, io.BytesIO(data))


@pytest.mark.parametrize("ending", [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"])
def test_a_tar_archive(tmp_path: Path, bank: Bank, ending: str) -> None:
    tar(
        tmp_path / f"dora{ending}",
        ("../../fork_report.py", RIGHT),
        ("/x/tally.py", b"x = 1\n"),
        ("notes", b""),
    )
    student = one(tmp_path, bank)
    assert student.id == "dora"
    assert handed(student) == {"fork_report": RIGHT, "tally": b"x = 1\n"}
    assert len(list(tmp_path.rglob("*"))) == 1


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_file_in_a_tar_archive_is_refused(tmp_path: Path, bank: Bank, kind: bytes) -> None:
    tar(tmp_path / "dora.tar", ("fork_report.py", b""), kind=kind, link="/etc/passwd")
    (handed_in,) = one(tmp_path, bank).files
    assert handed_in.source == b""
    assert "is a link" in handed_in.refusal or "is no regular file" in handed_in.refusal


def test_a_tar_archive_that_is_a_bomb_is_not_read_to_its_end(tmp_path: Path, bank: Bank) -> None:
    with gzip.open(tmp_path / "dora.tar.gz", "wb", compresslevel=1) as file:
        info = tarfile.TarInfo("x")
        info.type, info.size = tarfile.XHDTYPE, 4 << 30
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        file.write(bytes(100 << 20))
    student = one(tmp_path, bank)
    assert student.files == ()
    assert "unpacks to more than 64 MiB" in student.note


def test_a_large_member_of_a_tar_archive_is_refused(tmp_path: Path, bank: Bank) -> None:
    tar(tmp_path / "dora.tgz", ("fork_report.py", b"#" * 10_000_000))
    (handed_in,) = one(tmp_path, bank).files
    assert "too large" in handed_in.refusal


@pytest.mark.parametrize("name", ["dora.tar", "dora.tar.gz", "dora.tar.xz", "dora.tar.bz2"])
def test_a_broken_tar_archive_is_noted(tmp_path: Path, bank: Bank, name: str) -> None:
    (tmp_path / name).write_bytes(b"no archive at all" * 100)
    assert "tar archive" in one(tmp_path, bank).note


def test_files_are_taken_in_with_care(tmp_path: Path, bank: Bank) -> None:
    for name in ("null", "link", "fifo"):
        (tmp_path / name).mkdir()
    (tmp_path / "null" / "tally.py").write_bytes(b"\0")
    (tmp_path / "link" / "tally.py").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "fifo" / "tally.py")
    refusals = {student.id: student.files[0].refusal for student in students(tmp_path, bank)}
    assert "null byte" in refusals["null"]
    assert "symbolic link" in refusals["link"]
    assert "named pipe" in refusals["fifo"]


def test_a_link_among_the_folders_is_not_followed(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "anna").symlink_to("/etc")
    student = one(tmp_path, bank)
    assert (student.id, student.files) == ("anna", ())
    assert "symbolic link" in student.note


def test_an_empty_folder_is_a_student_without_files(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "anna").mkdir()
    student = one(tmp_path, bank)
    assert student.files == ()
    assert student.note


@pytest.mark.parametrize(
    "make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_text("")]
)
def test_nobody_is_said(tmp_path: Path, bank: Bank, make: object) -> None:
    assert callable(make)
    make(tmp_path / "class")
    with pytest.raises(UsageError):
        students(tmp_path / "class", bank)


def notebook(**answers: str) -> bytes:
    cells = [
        {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": slug}}, "outputs": []}
        for slug, source in answers.items()
    ]
    return json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}).encode()


BOOK = notebook(fork_report="def fork_report(fd): return 1", tally="def tally(): ...")


@pytest.mark.parametrize(
    "place", ["ada/01_fork.ipynb", "ada/ps1/01_fork.ipynb", "ada.ipynb", "x_1_2_01_fork.ipynb"]
)
def test_a_notebook_is_all_the_answers_in_it(tmp_path: Path, bank: Bank, place: str) -> None:
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_bytes(BOOK)
    student = one(tmp_path, bank)
    assert (student.id, student.note) == ("1" if place.startswith("x") else "ada", "")
    assert set(handed(student)) == {"fork_report", "tally"}
    assert b"return 1" in handed(student)["fork_report"]
    assert set(handed(one(tmp_path, bank, "tally"))) == {"tally"}


@pytest.mark.parametrize("ending", [".zip", ".tar.gz"])
def test_a_notebook_in_an_archive(tmp_path: Path, bank: Bank, ending: str) -> None:
    large = BOOK.replace(b'"outputs": []', b'"outputs": ["' + b"x" * 1_000_000 + b'"]')
    if ending == ".zip":
        archive(tmp_path / "ada.zip", {"work/a.ipynb": large, "work/.ipynb_checkpoints/.a.ipynb": b"bad"})
    else:
        tar(tmp_path / f"ada{ending}", ("a.ipynb", large))
    assert set(handed(one(tmp_path, bank))) == {"fork_report", "tally"}


def test_a_dead_notebook_is_noted_and_costs_nothing_else(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "a.ipynb").write_bytes(b"{")
    (tmp_path / "ada" / "b.ipynb").write_bytes(notebook(tally="def tally(): ..."))
    (tmp_path / "ada" / "gather.py").write_bytes(b"x\n")
    (tmp_path / "ada" / "c.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "ada" / "d.ipynb")
    student = one(tmp_path, bank)
    assert set(handed(student)) == {"tally", "gather"}
    assert "a.ipynb cannot be read as a notebook" in student.note
    assert "d.ipynb is a named pipe" in student.note


def test_the_checkpoints_of_jupyter_are_no_submission(tmp_path: Path, bank: Bank) -> None:
    hidden = tmp_path / "ada" / ".ipynb_checkpoints"
    hidden.mkdir(parents=True)
    (hidden / "a-checkpoint.ipynb").write_bytes(BOOK)
    (tmp_path / "ada" / "a.ipynb").write_bytes(BOOK)
    assert set(handed(one(tmp_path, bank))) == {"fork_report", "tally"}


def test_of_an_exchange_the_latest_submission_counts(tmp_path: Path, bank: Bank) -> None:
    for time, value in (("2026-10-02 10:00:00.1 UTC", 2), ("2026-10-01 23:00:00.9 UTC", 1)):
        folder = tmp_path / f"ada+ps1+{time}+0abc"
        folder.mkdir()
        (folder / "x.ipynb").write_bytes(notebook(tally=f"def tally(): return {value}"))
    student = one(tmp_path, bank)
    assert (student.id, student.layout) == ("ada", "nbgrader")
    assert b"return 2" in handed(student)["tally"]


def test_names_of_a_gradescope_export(tmp_path: Path, bank: Bank) -> None:
    for number in (11, 12):
        (tmp_path / f"submission_{number}").mkdir()
        (tmp_path / f"submission_{number}" / "tally.py").write_bytes(RIGHT)
    (tmp_path / "submission_metadata.yml").write_text(
        "---\nsubmission_11:\n  :submitters:\n  - :name: Ada L\n    :sid: 1\n  :score: 1\n"
        "submission_12:\n  :submitters:\n  - :name: 'Bob'\n    :email: b@x\n"
    )
    found = students(tmp_path, bank)
    assert [(s.students, s.layout) for s in found] == [
        ((Student("1", "Ada L"),), "gradescope"),
        ((Student("b@x", "Bob", "b@x"),), "gradescope"),
    ]


def test_two_of_one_name_are_two(tmp_path: Path, bank: Bank) -> None:
    for number in (1001, 1004):
        place = tmp_path / f"Anna B_{number}_assignsubmission_file_"
        place.mkdir()
        (place / "fork_report.py").write_bytes(RIGHT)
    found = students(tmp_path, bank)
    assert [s.students for s in found] == [(Student("1001", "Anna B"),), (Student("1004", "Anna B"),)]
    assert all(handed(s) == {"fork_report": RIGHT} for s in found)


def test_a_group_of_gradescope_is_one_submission_of_several_students(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "submission_11").mkdir()
    (tmp_path / "submission_11" / "tally.py").write_bytes(RIGHT)
    (tmp_path / "submission_metadata.yml").write_text(
        "---\nsubmission_11:\n  :submitters:\n  - :name: Ada L\n    :sid: '1'\n    :email: a@x\n"
        '  - :name: "Bob \\u00d6"\n    :sid:\n    :email: b@x\n  :created_at: 2026-10-01 12:00:00.0 Z\n'
        "  :results:\n    tests:\n    - :name: Mallory\n      :sid: 9\n"
    )
    assert one(tmp_path, bank).students == (
        Student("1", "Ada L", "a@x", group="submission_11"),
        Student("b@x", "Bob Ö", "b@x", group="submission_11"),
    )


def test_names_of_github_classroom_clones(tmp_path: Path, bank: Bank) -> None:
    folder = tmp_path / "ps-1-submissions"
    (folder / "ps-1-ada-l" / "exercises" / "01_fork").mkdir(parents=True)
    (folder / "ps-1-ada-l" / "exercises" / "01_fork" / "fork_report.py").write_bytes(RIGHT)
    student = one(folder, bank)
    assert (student.id, student.layout, set(handed(student))) == ("ada-l", "classroom", {"fork_report"})


def test_a_layout_can_be_named(tmp_path: Path, bank: Bank) -> None:
    name = "Anna_1_assignsubmission_file_"
    (tmp_path / name).mkdir()
    (tmp_path / name / "fork_report.py").write_bytes(RIGHT)
    assert [s.id for s in students(tmp_path, bank, layout="folders")] == [name]
    assert [s.id for s in students(tmp_path, bank, layout="moodle")] == ["1"]
    with pytest.raises(UsageError, match="as canvas lays them out"):
        students(tmp_path, bank, layout="canvas")


def test_a_zip_of_many_large_notebooks_is_not_read_to_its_end(tmp_path: Path, bank: Bank) -> None:
    with zipfile.ZipFile(tmp_path / "dora.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(3):
            file.writestr(f"{number}.ipynb", b" " * 40_000_000)
    assert "unpacks to more than 64 MiB" in one(tmp_path, bank).note


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-10-02 10:00:00.123 UTC\n", "2026-10-02 10:00:00.123 UTC"),
        ("yesterday", ""),
        ("2026-10-02 10:00:00 UTC" + "x" * 2000, ""),
    ],
)
def test_the_time_is_what_nbgrader_noted(tmp_path: Path, bank: Bank, text: str, time: str) -> None:
    (tmp_path / "ada" / "ps1").mkdir(parents=True)
    (tmp_path / "ada" / "ps1" / "a.ipynb").write_bytes(BOOK)
    (tmp_path / "ada" / "ps1" / "timestamp.txt").write_text(text)
    assert one(tmp_path, bank).submitted == time
