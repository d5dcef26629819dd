"""The way back: what platforms exported is filled with points, and nothing else in it changes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from grader.classroom import results
from grader.cli.app import app
from grader.cli.machine import documents
from grader.intake.exports.sheet import Sheet
from grader.intake.identity import Student

MOODLE = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (grade)","Feedback comments"\r\n'
    '"Participant 1001","Berg, Ana",ana@example.org,"Submitted for grading - ",,10.00,Yes,-,\r\n'
    '"Participant 1002","Ana ""B"" Berg",b@example.org,Submitted,3.00,10.00,Yes,-,"old\nlines"\r\n'
    '"Participant 1003",Carl,c@example.org,"No submission",1.50,10.00,Yes,-,kept\r\n'
)
GERMAN = (
    "ID;Vollständiger Name;Status;Bewertung;Bestwertung;Feedback als Kommentar\n"
    "Teilnehmer/in1001;Berg, Ana;Abgegeben;-;100,00;\n"
    'Teilnehmer/in1002;Ana Berg;Abgegeben;"12,50";100,00;\n'
)
CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Week 1 (501),Week 10 (502),Final Score\r\n"
    "    Points Possible,,,,,10,20,(read only)\r\n"
    '"Berg, Ana",1001,s-1,ana,"Course, A",,7,55.1\r\n'
    '"Berg, Ana",1002,s-2,ana2,B,4,,\r\n'
    '"Student, Test",9,,x,B,,,\r\n'
)


def row(points: float, note: str = "", fault: str = "") -> dict[str, Any]:
    exercises = [
        {"slug": "tally", "points": points, "max_points": 9.0, "handed_in": True, "checks": []},
        {"slug": "relay", "points": 0.0, "max_points": 5.0, "handed_in": False, "checks": []},
    ]
    report = {"points": points, "max_points": 14.0, "complete": True, "exercises": exercises}
    report["assignment"] = "Week 1"
    standing = {"note": "1 day late: 50% of the points are taken off.", "penalty": 0.5}
    terms = {"standing": standing, "points": points / 2, "max_points": 14.0}
    return {"note": note, "fault": fault, "report": report, **terms}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    results.prepare(tmp_path / "r")
    people = {
        Student("1001", "Berg, Ana", "ana@example.org"): row(9, note="<b>&"),
        Student("1002", "Ana_Berg"): row(7),
        Student("1009", "=Dan", "dan@example.org"): row(1),
        Student("1010", "Eve"): row(5, fault="It broke."),
    }
    for student, content in people.items():
        results.write(tmp_path / "r", student, content)
        results.page_of(tmp_path / "r", student).write_text(f"page of {student.id}")
    return tmp_path


def export(folder: Path, *args: str, name: str = "in.csv", text: str = "") -> Result:
    (folder / name).write_text(text, "utf-8", newline="")
    words = [str(folder / a[1:]) if a.startswith("@") else a for a in args]
    return CliRunner().invoke(app, ["export", *words])


def table(path: Path, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=delimiter))


def test_ids_that_differ_in_case_only_are_two_students(tmp_path: Path) -> None:
    results.prepare(tmp_path / "r")
    for name, points in (("ana", 9.0), ("Ana", 2.0)):
        results.write(tmp_path / "r", Student(name), row(points))
    text = "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (501)\nA,1,,ana,,\nB,2,,Ana,,\nC,3,,ANA,,\n"
    done = export(tmp_path, "canvas", "@r", "--gradebook", "@in.csv", "--out", "@out.csv", text=text)
    assert "The points of 2 students" in done.stdout, done.output
    assert [line[5] for line in table(tmp_path / "out.csv")[1:]] == ["4.50", "1.00", ""]


def test_moodles_worksheet_is_filled_and_otherwise_as_it_was(folder: Path) -> None:
    done = export(folder, "moodle", "@r", "--worksheet", "@in.csv", "--out", "@out.csv", text=MOODLE)
    assert done.exit_code == 3  # two students' points are not in it
    assert "The points of 2 students are in" in done.stdout
    assert "=Dan (1009)" in done.stderr and "Eve (1010)" in done.stderr and "Participant 1003" in done.stderr
    data = (folder / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfIdentifier") and b"\r\n" in data
    before, after = table(folder / "in.csv"), table(folder / "out.csv")
    assert after[0] == before[0]
    assert [line[4] for line in after[1:]] == ["3.21", "2.50", "1.50"]
    assert (
        "tally: 9 of 9 points<br>relay: 0 of 5 points, no file<br>&lt;b&gt;&amp;<br>1 day late" in after[1][8]
    )
    assert after[3] == before[3]
    words = ["moodle", "@r", "--worksheet", "@in.csv", "--out", "@out.csv", "--feedback", "@f.zip", "--json"]
    done = export(folder, *words, text=MOODLE)
    told = json.loads(done.stdout)
    jsonschema.validate(told, documents.schema("export"))
    worksheet, archive = told["files"]
    assert (done.exit_code, told["exit_code"], worksheet["students"]) == (3, 3, 2)
    assert (worksheet["unknown"], worksheet["unfinished"]) == (["=Dan (1009)"], ["Eve (1010)"])
    assert archive["path"] == str(folder / "f.zip") and not done.stderr
    assert [line[:4] + line[5:8] for line in after] == [line[:4] + line[5:8] for line in before]


def test_decimal_commas_and_semicolons_stay(folder: Path) -> None:
    done = export(folder, "moodle", "@r", "--worksheet", "@in.csv", "--out", "@out.csv", text=GERMAN)
    assert "The points of 2 students" in done.stdout
    after = table(folder / "out.csv", ";")
    assert [line[3] for line in after[1:]] == ["32,14", "25,00"]
    assert not (folder / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


SPANISH = (
    'Identificador,"Nombre completo","Dirección de correo",Estado,Calificación,"Calificación máxima",'
    '"La calificación puede ser cambiada","Última modificación (calificación)","Comentarios"\r\n'
    'Participante1001,"Berg, Ana",ana@example.org,"Enviado - ",,"10,00",Sí,-,\r\n'
    'Participante1002,"Ana Berg",b@example.org,Enviado,"3,00","10,00",Sí,"lunes, 2, 12:00",<p>x</p>\r\n'
)


def test_a_worksheet_in_any_language_is_known_by_its_cells(folder: Path) -> None:
    words = ["moodle", "@r", "--worksheet", "@in.csv", "--out", "@out.csv"]
    export(folder, *words, text=SPANISH)
    before, after = table(folder / "in.csv"), table(folder / "out.csv")
    assert after[0] == before[0]
    assert [line[4] for line in after[1:]] == ["3,21", "2,50"]
    assert after[1][8].startswith("tally: 9 of 9 points<br>")
    assert [line[:4] + line[5:8] for line in after] == [line[:4] + line[5:8] for line in before]
    short = "\n".join(line.rpartition(",")[0] for line in SPANISH.splitlines()) + "\n"
    export(folder, *words, text=short)  # without feedback by comments the last column is a date
    assert [line[7] for line in table(folder / "out.csv")] == [line[7] for line in before]


def test_blind_marking_and_columns_that_do_not_tell(folder: Path) -> None:
    text = "Identifiant,Note,Note maximale\nParticipant 1001,5,20\nParticipant 1002,5,20\n"
    words = ["moodle", "@r", "--worksheet", "@in.csv", "--out", "@out.csv"]
    assert "The points of 2 students" in export(folder, *words, text=text).stdout
    text = text.replace("Note,Note maximale", "N,Note,Note maximale").replace(",5,", ",7,5,")
    done = export(folder, *words, text=text)
    assert done.exit_code == 2 and "no column Grade, and its cells do not tell" in done.stderr
    named = [f"--column={role}" for role in ("identifier=Identifiant", "grade=Note", "maximum=Note maximale")]
    assert "The points of 2 students" in export(folder, *words, *named, text=text).stdout
    assert [line[2] for line in table(folder / "out.csv")[1:]] == ["6.43", "5.00"]


def test_moodles_feedback_has_the_folders_that_moodle_made(folder: Path) -> None:
    done = export(folder, "moodle", "@r", "--feedback", "@f.zip")
    assert done.exit_code == 3
    with zipfile.ZipFile(folder / "f.zip") as archive:
        assert archive.namelist() == [
            "Berg, Ana_1001_assignsubmission_file_/feedback.html",
            "Ana Berg_1002_assignsubmission_file_/feedback.html",
            "=Dan_1009_assignsubmission_file_/feedback.html",
        ]
        assert archive.read(archive.namelist()[0]) == b"page of 1001"


def test_canvas_gets_its_ids_and_one_column(folder: Path) -> None:
    done = export(folder, "canvas", "@r", "--gradebook", "@in.csv", "--out", "@out.csv", text=CANVAS)
    assert "The points of 2 students" in done.stdout
    assert table(folder / "out.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Week 1 (501)"],
        ["    Points Possible", "", "", "", "", "10"],
        ["Berg, Ana", "1001", "s-1", "ana", "Course, A", "3.21"],
        ["Berg, Ana", "1002", "s-2", "ana2", "B", "2.50"],
        ["Student, Test", "9", "", "x", "B", ""],
    ]
    for name, code in (("502", 3), ("Week 1 (501)", 3), ("Week", 2)):
        words = ["canvas", "@r", "--gradebook", "@in.csv", "--out", "@out.csv", "--assignment", name]
        assert export(folder, *words, text=CANVAS).exit_code == code


def test_gradescopes_scores(folder: Path) -> None:
    assert export(folder, "gradescope", "@r", "--out", "@out.csv").exit_code == 3
    assert table(folder / "out.csv") == [
        ["Name", "SID", "Email", "Total Score", "Max Points"],
        ["Berg, Ana", "1001", "ana@example.org", "4.50", "14.00"],
        ["Ana_Berg", "1002", "", "3.50", "14.00"],
        ["'=Dan", "1009", "dan@example.org", "0.50", "14.00"],
    ]


@pytest.mark.parametrize("text", ["", "\n\n", 'a,"b\n', "\udcff"])
def test_what_is_no_csv_file_is_one_sentence(folder: Path, text: str) -> None:
    (folder / "x.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = export(folder, "canvas", "@r", "--gradebook", "@x.csv", "--out", "@out.csv")
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 2)


@pytest.mark.parametrize("text", [MOODLE, GERMAN, CANVAS])
def test_a_file_in_which_nothing_is_filled_has_the_same_cells(text: str) -> None:
    sheet = Sheet("x", text.encode())
    again = Sheet("y", sheet.encode())
    assert (again.header, again.rows, again.delimiter) == (sheet.header, sheet.rows, sheet.delimiter)
