"""A roster says who is who, who has handed in nothing, and who is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.classroom import people
from grader.classroom.people import MISSING, Person
from grader.classroom.roster import Class, HandIn
from grader.errors import UsageError
from grader.intake.identity import Student


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def of(*students: Student) -> Class:
    return Class(tuple(HandIn((student,), ()) for student in students))


def whose(found: Class) -> dict[str, Student]:
    return {handed.id: handed.students[0] for handed in found.hand_ins if handed.note != MISSING}


HEADERS = {
    "plain": ("id,name,email,section\n7,Ada L,a@x,B\n", Student("7", "Ada L", "a@x", "B")),
    "in any case": ("ID,Name,E-Mail,SECTION\n7,Ada L,a@x,B\n", Student("7", "Ada L", "a@x", "B")),
    "a byte order mark and semicolons": (
        "\ufeffid;name;section\n7;Ada L;B\n",
        Student("7", "Ada L", section="B"),
    ),
    "moodle's grading worksheet": (
        "Identifier,Full name,Email address,Status,Grade\nParticipant 1001,Ada L,a@x,No submission,\n",
        Student("1001", "Ada L", "a@x"),
    ),
    "moodle's participants": (
        "First name,Last name,ID number,Email address\nAda,L,m7,a@x\n",
        Student("m7", "Ada L", "a@x"),
    ),
    "canvas' gradebook": (
        "Student,ID,SIS User ID,SIS Login ID,Section,week1\n"
        '"    Points Possible",,,,,9\n"L, Ada",12,s7,ada,B,\n',
        Student("12", "L, Ada", section="B"),
    ),
    "gradescope's roster": (
        "First Name,Last Name,SID,Email,Sections\nAda,L,s1,a@x,B\n",
        Student("s1", "Ada L", "a@x", "B"),
    ),
    "names alone": ("name\nAda L\n", Student("Ada L", "Ada L")),
}


@pytest.mark.parametrize("name", HEADERS)
def test_headers(tmp_path: Path, name: str) -> None:
    text, student = HEADERS[name]
    (person,) = people.read(write(tmp_path / "r.csv", text))
    assert person.student == student


def test_a_roster_in_another_encoding_is_read_or_refused(tmp_path: Path) -> None:
    (path := tmp_path / "r.csv").write_bytes("id;name\n7;José\n".encode("utf-16"))
    assert people.read(path)[0].student == Student("7", "José")
    path.write_bytes("id;name\nJosé;José\n".encode("cp1252"))
    with pytest.raises(UsageError, match="not UTF-8"):
        people.read(path)


@pytest.mark.parametrize(
    ("text", "said"), [("", "names nobody"), ("a,b\n1,2\n", "names nobody"), ("id\n1\n1\n", "the id 1 twice")]
)
def test_what_is_no_roster(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        people.read(write(tmp_path / "r.csv", text))


def test_by_id_then_address_then_name() -> None:
    roster = [
        Person(Student("1", "Ada L", "ada@x")),
        Person(Student("2", "Bob M", "bob@x")),
        Person(Student("3", "Müller, Cyd")),
        Person(Student("4", "Dora N", section="B")),
        Person(Student("5", "Eve O"), ("gh-eve",)),
    ]
    found = people.matched(
        of(
            Student("1", "Bob M"),
            Student("BOB@x"),
            Student("88", "mullercyd"),
            Student("9", "Mallory"),
            Student("gh-eve"),
        ),
        roster,
    )
    assert whose(found) == {
        "1": Student("1", "Ada L", "ada@x"),
        "2": Student("2", "Bob M", "bob@x"),
        "3": Student("3", "Müller, Cyd"),
        "5": Student("5", "Eve O"),
        "9": Student("9", "Mallory"),
    }
    assert (found.missing, found.unknown) == (("Dora N (4)",), ("Mallory (9)",))
    (missing,) = [handed for handed in found.hand_ins if handed.note == MISSING]
    assert missing.students == (Student("4", "Dora N", section="B"),)
    assert "not on the roster" in next(h.note for h in found.hand_ins if h.id == "9")


def test_a_name_that_two_have_matches_nobody() -> None:
    twice = [Person(Student("1", "Ada L")), Person(Student("2", "Ada L"))]
    found = people.matched(of(Student("77", "Ada L")), twice)
    assert (found.unknown, len(found.missing)) == (("Ada L (77)",), 2)
    found = people.matched(of(Student("77", "Ada L"), Student("78", "Ada L")), twice[:1])
    assert sorted(found.unknown) == ["Ada L (77)", "Ada L (78)"]
    assert len({handed.id for handed in found.hand_ins}) == 3


def test_whoever_takes_the_name_of_somebody_with_an_id_changes_nothing() -> None:
    roster = [Person(Student("1", "Ada L")), Person(Student("2", "Mal"))]
    found = people.matched(of(Student("1", "Ada L"), Student("2", "Ada L")), roster)
    assert whose(found) == {"1": Student("1", "Ada L"), "2": Student("2", "Mal")}


def test_members_of_a_group_are_matched_each() -> None:
    group = HandIn((Student("s1", "A", group="g"), Student("s2", "B", group="g")), ())
    found = people.matched(Class((group,)), [Person(Student("s2", "Bea")), Person(Student("s1", "Ana"))])
    assert found.hand_ins[0].students == (Student("s1", "Ana", group="g"), Student("s2", "Bea", group="g"))


@pytest.mark.parametrize(
    "text",
    [
        "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung\nTeilnehmer/in1001;Ana B;ana@x;Abgegeben;\n",
        "Identifiant,Nom complet,Adresse de courriel\nParticipant1001,Ana B,ana@x\n",
        "Identificador,Nombre,Correo\nParticipante1001,Ana B,ana@x\n",
    ],
)
def test_a_grading_worksheet_in_another_language_is_a_roster(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.csv").write_text(text)
    (person,) = people.read(tmp_path / "r.csv")
    assert (person.student.id, person.student.email) == ("1001", "ana@x")


def test_ids_of_a_word_and_a_number_stay(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("id,name\nstudent17,Ana\nstudent18,Ben\n")
    assert [person.student.id for person in people.read(tmp_path / "r.csv")] == ["student17", "student18"]
