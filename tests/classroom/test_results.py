"""Results are written whole, and found again by what was graded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.classroom import results
from grader.classroom.roster import HandIn, SubmittedFile
from grader.errors import SetupError
from grader.intake.identity import Student

EXERCISE = load_bank().find("fork_report")


def handed(source: bytes = b"x\n", **more: str) -> HandIn:
    return HandIn((Student("anna"),), (SubmittedFile(EXERCISE, "anna/fork_report.py", source, **more),))


@pytest.mark.parametrize(
    "name", ["anna", "../../etc/passwd", "a/b", ".", "..", "ö ü", "con\n", "a\x1b[2J", "\udc80", "x" * 40]
)
def test_any_name_is_one_file_in_the_folder(tmp_path: Path, name: str) -> None:
    results.prepare(tmp_path)
    results.write(tmp_path, Student(name), {"note": "s"})
    (file,) = (tmp_path / "students").iterdir()
    assert file.parent == results.file_of(tmp_path, name).parent == tmp_path / "students"
    assert results.read(tmp_path, name) == {
        "batch": 2,
        "student": {"id": name, "name": "", "email": "", "section": "", "group": ""},
        "note": "s",
    }


def test_the_key_follows_files_refusals_and_level() -> None:
    keys = {
        results.key_of(handed(), "namespaces"),
        results.key_of(handed(b"y\n"), "namespaces"),
        results.key_of(handed(refusal="no"), "namespaces"),
        results.key_of(handed(), "none"),
        results.key_of(HandIn((Student("anna"),), (), "note"), "namespaces"),
    }
    assert len(keys) == 5
    assert results.key_of(handed(), "none") == results.key_of(handed(), "none")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"batch": 99}', "\0"])
def test_what_cannot_be_read_is_not_there(tmp_path: Path, text: str) -> None:
    results.prepare(tmp_path)
    results.file_of(tmp_path, "anna").write_text(text)
    assert results.read(tmp_path, "anna") is None
    assert results.read(tmp_path, "nobody") is None


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results.prepare(tmp_path)
    results.write(tmp_path, Student("anna"), {"note": "old"})

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(SetupError, match="no space left"):
        results.write(tmp_path, Student("anna"), {"note": "new"})
    (file,) = (tmp_path / "students").iterdir()
    assert json.loads(file.read_text())["note"] == "old"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="cannot be written"):
        results.prepare(tmp_path / "file" / "results")
