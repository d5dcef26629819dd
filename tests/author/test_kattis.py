"""A Kattis problem package becomes an exercise, and an answer bank goes there and back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from grader.author.check import check_bank
from grader.author.kattis import problem_package, submissions_yaml
from grader.author.kattis.kattis_import import import_kattis
from grader.author.kattis.submissions_yaml import ALL, KnownAnswer
from grader.bank import load_bank
from grader.course import located
from grader.errors import UsageError
from grader.testing import ProgramCases

FILES = {
    "problem.yaml": "name:\n  en: Sum of two\nlimits:\n  time_limit: 0.5\n",
    "statement/problem.en.md": "Read two numbers and write their sum.\n\nUse `\\n` at the end.\n",
    "data/sample/1.in": "1 2\n",
    "data/sample/1.ans": "3\n",
    "data/secret/01.in": "5 5\n",
    "data/secret/01.ans": "10\n",
    "data/secret/big/02.in": "-7 10\n",
    "data/secret/big/02.ans": "3\n",
    "data/secret/03.in": "0 0\n",
    "data/test_group.yaml": "output_validator_args: [float_tolerance, 1e-6]\n",
    "submissions/accepted/plain.py": (
        '"""Adds."""\nfrom __future__ import annotations\n\nprint(sum(map(int, input().split())))\n'
    ),
    "submissions/accepted/reads.py": "a, b = open(0).read().split()\nprint(float(a) + float(b))\n",
    "submissions/accepted/fast.cpp": "int main() {}\n",
    "submissions/wrong_answer/product.py": "a, b = map(int, input().split())\nprint(a * b)\n",
    "submissions/wrong_answer/positive.py": "a, b = map(int, input().split())\nprint(abs(a) + abs(b))\n",
    "submissions/run_time_error/index.py": "print(int(input().split()[2]))\n",
    "submissions/time_limit_exceeded/spins.py": "while True:\n    pass\n",
    "submissions/submissions.yaml": "wrong_answer/product.py:  # multiplies\n  required: [WA]\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A problem package."""
    for name, text in FILES.items():
        (tmp_path / "sum2" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sum2" / name).write_text(text)
    return tmp_path / "sum2"


def test_a_package_becomes_an_exercise_whose_answers_get_their_verdicts(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lab").mkdir()
    monkeypatch.chdir(tmp_path / "lab")
    monkeypatch.setenv(located.VARIABLE, "")
    made = import_kattis(package, "io")
    assert [note.partition(":")[0].rpartition("/")[2] for note in made.notes] == ["fast.cpp", "03.in"]
    course = load_bank(tmp_path / "lab")
    exercise = course.find("sum2")
    assert (exercise.title, exercise.limits.wall_seconds) == ("Sum of two", 3.0)
    assert {one.name for one in exercise.rejected} == {"product", "positive", "index", "spins"}
    assert [one.about for one in exercise.rejected if one.name == "product"] == ["multiplies"]
    assert "Use `\\\\n` at the end." in exercise.stub.read_text()
    assert "print" not in exercise.stub.read_text()
    found = check_bank(course, slugs=(), repeat=1, busy=0, jobs=2, say=lambda _: None)
    assert found == [  # Kattis says of all cases together what an answer gets: record says the rest
        "suites/sum2/exercise.toml: 1 accepted answers; 2 are needed",
        "suites/sum2/test_public.py:9: test_public::test_sample_1 rejects no wrong answer",
    ]


def test_what_is_no_package_or_of_another_kind(package: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no problem\.yaml"):
        problem_package.read(tmp_path)
    (package / "problem.yaml").write_text("name: x\ntype: interactive\n")
    with pytest.raises(UsageError, match="interactive cannot move"):
        problem_package.read(package)


@pytest.mark.parametrize("slug", load_bank().slugs)
def test_an_answer_bank_goes_there_and_back(slug: str, tmp_path: Path) -> None:
    exercise = load_bank().find(slug)
    submissions_yaml.write(exercise, tmp_path)
    assert submissions_yaml.read(tmp_path / "submissions") == submissions_yaml.answers(exercise)
    with pytest.raises(UsageError):
        submissions_yaml.write(exercise, tmp_path)


def test_the_yaml_keeps_the_rules_of_the_format(tmp_path: Path) -> None:
    exercise = load_bank().find("fork_report")
    table = msgspec.yaml.decode(submissions_yaml.text(submissions_yaml.answers(exercise)))
    folders = {*submissions_yaml.PROMISES}
    for path, rules in table.items():
        assert path.partition("/")[0] in folders
        assert {*rules["permitted"]} <= {*ALL} and {*rules["required"]} <= {*rules["permitted"]}
        for case, rule in rules.items():
            if isinstance(rule, dict):
                assert case.split("/")[0] in ("sample", "secret")
                assert {*rule["permitted"]} <= {*rules["permitted"]}


def test_luck_and_texts_that_yaml_could_misread(tmp_path: Path) -> None:
    known = [
        KnownAnswer(
            kind="rejected",
            name="odd",
            about='a "quote": # and more',
            source=b"",
            expect={
                "test_hidden::test_x[spawn]": "DEADLOCKED join-before-get",
                "test_public::test_y": "PASSED",
            },
            luck=("test_public::test_z", "*"),
            required=("TLE",),
        )
    ]
    (tmp_path / "time_limit_exceeded").mkdir()
    (tmp_path / "time_limit_exceeded/odd.py").write_bytes(b"")
    (tmp_path / submissions_yaml.NAME).write_text(submissions_yaml.text(known))
    assert submissions_yaml.read(tmp_path) == known


@pytest.mark.parametrize(
    ("options", "got", "wanted", "same"),
    [
        ({}, "A  b\n\n", "a b", True),
        ({"case_sensitive": True}, "A", "a", False),
        ({"space_change_sensitive": True}, "a  b", "a b", False),
        ({}, "1.0000001", "1", False),
        ({"float_relative_tolerance": 1e-6}, "1000000.5", "1e6", True),
        ({"float_absolute_tolerance": 1e-6}, "1000000.5", "1e6", False),
        ({"float_absolute_tolerance": 1e-6}, "nan", "1", False),
        ({}, "a", "a b", False),
        ({}, "a b", "a", False),
    ],
)
def test_outputs_are_compared_as_by_the_default_validator(
    options: dict[str, float], got: str, wanted: str, same: bool
) -> None:
    assert ProgramCases(__file__, **options).same(got, wanted) is same  # type: ignore[arg-type]
