"""An author's mistake is never the student's: each has its sentence, with the file and the line."""

from __future__ import annotations

import csv
import inspect
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.author.check import check_bank
from grader.author.new import new
from grader.author.record import record
from grader.bank import load_bank
from grader.course import located
from grader.errors import AuthoringError
from grader.judge import Options, SubmittedFile, grade
from grader.judge.reading import fault_of
from grader.testing.submission import Submission
from grader.testing.suite_faults import Contract, faults
from grader.verdict import Verdict

HEAD = '''\
"""A suite."""

import os
from typing import Any

from grader.scenario import observe
from grader.testing import Submission, check, expect, fail, in_box, scenario

LIMIT = 3


def loud(number: int) -> int:
    return number


@scenario
def two(student: Any, count: int) -> object:
    return student.ping_pong(count)


'''
FIRST = HEAD.count("\n") + 1
KNOWN = Contract(("ping_pong",), ("fork",), ("no-wait", "wrong-value"))
#: The mistake, the line of it in what follows HEAD, and what is said.
MISTAKES = {
    "a function without @in_box": (
        "@scenario\ndef scene(student):\n    return student.ping_pong(loud)\n",
        3,
        "loud does not travel into the box with this code; mark it @in_box",
    ),
    "a constant": (
        "@in_box\ndef task():\n    return LIMIT\n",
        3,
        "LIMIT does not travel into the box: constants stay with the judge; pass it as an argument",
    ),
    "a constant as a default": (
        "@in_box\ndef task(number=LIMIT):\n    return number\n",
        2,
        "LIMIT does not travel into the box: constants stay with the judge; pass it as an argument",
    ),
    "a name that nobody defines": (
        "@in_box\ndef task():\n    return loudd(1)\n",
        3,
        "loudd is not defined in the box; import or define it at the top level of this file",
    ),
    "a name that stays home": (
        "@in_box\ndef task():\n    expect(True, '')\n",
        3,
        "expect is not defined in the box; import or define it at the top level of this file",
    ),
    "too many arguments": (
        "def test(submission):\n    submission.play(two, 1, 2)\n",
        2,
        "the scenario two takes 1 arguments after student; 2 are given here",
    ),
    "too few arguments": (
        "def test(submission):\n    list(submission.schedules(two))\n",
        2,
        "the scenario two takes 1 arguments after student; 0 are given here",
    ),
    "a play of no scenario": (
        "def test(submission):\n    submission.play(loud)\n",
        2,
        "loud is not a scenario; mark it @scenario",
    ),
    "a function as an argument": (
        "def test(submission):\n    submission.play(two, loud)\n",
        2,
        "loud cannot cross into the box as an argument; name it inside a scenario, and mark it @in_box",
    ),
    "a lambda as an argument": (
        "def test(submission):\n    submission.call('ping_pong', lambda: 1)\n",
        2,
        "lambda: 1 cannot cross into the box as an argument; name it inside a scenario, and mark it @in_box",
    ),
    "a misspelt function in a scenario": (
        "@scenario\ndef scene(student):\n    return student.pingpong(1)\n",
        3,
        "pingpong is not among the functions of exercise.toml: ping_pong",
    ),
    "a misspelt function in a call": (
        "def test(submission):\n    submission.call('pingpong', 1)\n",
        2,
        "pingpong is not among the functions of exercise.toml: ping_pong",
    ),
    "an unknown keyword": (
        "def test(submission):\n    submission.play(two, 1, wall=3)\n",
        2,
        "submission.play has no keyword wall",
    ),
    "an unknown diagnosis of a check": (
        "@check(points=1, diagnosis='no-waits')\ndef test_x(submission):\n    'It works.'\n",
        1,
        "diagnosis no-waits is not in the catalogue; did you mean no-wait?",
    ),
    "an unknown diagnosis in expect": (
        "def test(answer):\n    expect(answer.value, 'No.', 'wrong-valeu' if answer else 'no-wait')\n",
        2,
        "diagnosis wrong-valeu is not in the catalogue; did you mean wrong-value?",
    ),
    "an unknown diagnosis in fail": (
        "def test(answer):\n    fail('No.', diagnosis='qqqq')\n",
        2,
        "diagnosis qqqq is not in the catalogue",
    ),
    "an unknown diagnosis in blame": (
        "def test(submission):\n    submission.call('ping_pong', blame={'LEAKED': 'qqqq'})\n",
        2,
        "diagnosis qqqq is not in the catalogue",
    ),
    "blame of no verdict": (
        "def test(submission):\n    submission.call('ping_pong', blame={'LEAK': 'no-wait'})\n",
        2,
        "blame: 'LEAK' is not a verdict",
    ),
    "a start method that exercise.toml does not list": (
        "@check(points=1, start_methods=('fork', 'spawn'))\ndef test_x(submission):\n    'It works.'\n",
        1,
        "start_methods in exercise.toml does not list 'spawn'",
    ),
    "a start method that is no tuple": (
        "@check(points=1, start_methods=('fork'))\ndef test_x(submission):\n    'It works.'\n",
        1,
        "start_methods is a tuple: write ('fork',)",
    ),
    "a check that never runs": (
        "@check(points=1)\ndef check_x(submission):\n    'It works.'\n",
        2,
        "the check check_x never runs: its name has to begin with test_",
    ),
    "an async check": (
        "@check(points=1)\nasync def test_x(submission):\n    'It works.'\n",
        2,
        "the check test_x is async and would never run; write a plain function",
    ),
    "two checks of one name": (
        "def test_x(submission):\n    pass\n\n\ndef test_x(submission):\n    pass\n",
        1,
        "a later test_x replaces this one; give one of the two another name",
    ),
    "a scenario inside a function": (
        "def test(submission):\n    @scenario\n    def inner(student):\n        pass\n",
        3,
        "inner is marked @scenario inside something else; only what is at the top level travels",
    ),
    "an async scenario": (
        "@scenario\nasync def scene(student):\n    pass\n",
        2,
        "scene cannot be a scenario: that is a plain function, neither async nor a class",
    ),
    "a scenario without the student": (
        "@scenario\ndef scene():\n    pass\n",
        2,
        "the scenario scene takes no argument; its first one is the submission: def scene(student)",
    ),
    "another door": (
        "from grader.warden import client\n",
        1,
        "grader.warden is not for suites; import from grader.testing, and in scenarios from grader.scenario",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_seen_by_reading(tmp_path: Path, mistake: str) -> None:
    text, line, said = MISTAKES[mistake]
    file = tmp_path / "test_public.py"
    file.write_text(HEAD + text)
    assert f"{file}:{FIRST + line - 1}: {said}" in faults(tmp_path, KNOWN)


def test_scenes_are_read_as_well(tmp_path: Path) -> None:
    (tmp_path / "scenes.py").write_text(HEAD + "@in_box\ndef task():\n    return LIMIT\n")
    (tmp_path / "test_hidden.py").write_text(
        "from scenes import loud, two\n\n\ndef t(submission):\n    submission.play(two)\n"
        "    submission.play(loud)\n"
    )
    found = faults(tmp_path, KNOWN)
    assert [re.sub(r".*/", "", line).split(":")[0] for line in found] == [
        "scenes.py",
        *["test_hidden.py"] * 2,
    ]


def test_every_keyword_of_a_request_is_known(tmp_path: Path) -> None:
    for way in ("call", "play", "run", "schedules"):
        own = inspect.signature(getattr(Submission, way)).parameters.values()
        words = {one.name for one in own if one.kind is one.KEYWORD_ONLY}
        given = ", ".join(f"{word}=1" for word in words - {"blame"})
        text = f"def test(submission):\n    submission.{way}('ping_pong', {given})\n"
        (tmp_path / "test_public.py").write_text(text)
        assert not [line for line in faults(tmp_path, KNOWN) if "has no keyword" in line]


def test_our_own_suites_have_none() -> None:
    for exercise in load_bank(located.OWN).exercises[::5]:
        catalogue = exercise.diagnoses
        found = faults(exercise.suite, Contract(exercise.functions, exercise.start_methods, catalogue))
        assert not [line for line in found if "is not in the catalogue" not in line]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A course with mistakes in scenarios, and a suite that cannot be imported."""
    folder = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(located.VARIABLE, "")
        patch.chdir(folder)
        for slug in ("ping_pong", "torn"):
            new(slug, "talk", "", (), ("fork",))
    text = '''
        @scenario
        def name_missing(student: Any) -> object:
            return student.ping_pong(os.loud)

        @scenario
        def before(student: Any) -> object:
            return student.ping_pong(int("three"))

        @scenario
        def of_the_student(student: Any) -> object:
            return student.ping_pong("x").nothing

        @check(points=1)
        def test_name(submission: Submission) -> None:
            """One."""
            submission.play(name_missing)

        @check(points=1)
        def test_before(submission: Submission) -> None:
            """Two."""
            submission.play(before)

        @check(points=1)
        def test_argument(submission: Submission) -> None:
            """Three."""
            submission.play(two, *[])

        @check(points=1)
        def test_student(submission: Submission) -> None:
            """Four."""
            submission.play(of_the_student)
        '''
    suites = folder / "suites"
    (suites / "ping_pong/test_public.py").write_text(HEAD + textwrap.dedent(text))
    (suites / "torn/test_hidden.py").write_text("import os\nimport no_such_module\n")
    return folder


def test_seen_at_run_time_and_beside_others(own: Path) -> None:
    bank = load_bank(own)
    sources = {"ping_pong": b"def ping_pong(number):\n    return 1\n", "torn": b"x = 1\n"}
    files = [SubmittedFile(bank.find(slug), slug, source) for slug, source in sources.items()]
    report = grade(files, Options(jobs=2, seed=1))
    assert report.exit_code == 3
    mine, torn = ({c.id.rpartition("::")[2]: c for c in e.checks} for e in report.exercises)
    said = {name: (check.verdict, check.message) for name, check in mine.items() if name != "test_code"}
    text = (own / "suites/ping_pong/test_public.py").read_text().splitlines()
    name, before = (text.index(line) + 1 for line in text if "(os.loud)" in line or "three" in line)
    head = "The check's own code fails before it calls your function: "
    assert said["test_name"] == (
        Verdict.GRADER_ERROR,
        f"{head}AttributeError: module 'os' has no attribute 'loud' (ping_pong/test_public.py:{name})",
    )
    assert said["test_before"][0] is Verdict.GRADER_ERROR
    assert f"test_public.py:{before})" in said["test_before"][1]
    assert said["test_argument"][0] is Verdict.GRADER_ERROR and "TypeError" in said["test_argument"][1]
    assert said["test_student"][0] is Verdict.FAILED
    (only,) = torn.values()
    assert only.verdict is Verdict.GRADER_ERROR
    assert only.message.startswith(
        f"{own}/suites/torn/test_hidden.py:2: the suite cannot be collected: ModuleNot"
    )


READABLE = """
@scenario
def name_missing(student: Any) -> object:
    return student.ping_pong(loud)


@check(points=1)
def test_child(submission: Submission) -> None:
    \"\"\"One.\"\"\"
    submission.play(name_missing)
"""


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of three: a mistake that can be read in a suite, one in exercise.toml, and none."""
    monkeypatch.setenv(located.VARIABLE, "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    course = tmp_path / "course"
    course.mkdir()
    monkeypatch.chdir(course)
    for slug in ("ping_pong", "torn", "whole"):
        new(slug, "talk", "", (), ("fork",))
    (course / "suites/ping_pong/test_public.py").write_text(HEAD + READABLE)
    toml = course / "suites/torn/exercise.toml"
    toml.write_text(toml.read_text().replace("points = 2", "points = -2"))
    return course


def test_what_can_be_read_is_told_before_anybody_is_judged(broken: Path, tmp_path: Path) -> None:
    bank = load_bank(broken)
    line = f"{broken}/suites/ping_pong/test_public.py:{FIRST + 3}: loud does not travel into the box"
    assert fault_of(bank.find("ping_pong")).startswith(line)
    assert fault_of(bank.find("whole")) == ""
    assert len(list((tmp_path / "cache/forklore/suites").iterdir())) == 1
    with pytest.raises(AuthoringError, match="loud does not travel"):
        record(bank.find("ping_pong"), 1, "auto")
    found = check_bank(bank, slugs=("ping_pong",), repeat=1, busy=0, jobs=1, say=lambda _: None)
    assert len(found) == 1 and "loud does not travel" in found[0]


def test_a_cached_suite_is_read_again_when_it_changes(broken: Path) -> None:
    whole = load_bank(broken).find("whole")
    assert fault_of(whole) == ""
    (whole.suite / "test_public.py").write_text(HEAD + READABLE)
    assert "test_public.py:18: ping_pong is not among the functions" in fault_of(whole)


def grade_command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "grader", *words]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=110, check=False)


def test_the_other_exercises_of_a_broken_course_are_graded(broken: Path, tmp_path: Path) -> None:
    answers = tmp_path / "class" / "ada"
    answers.mkdir(parents=True)
    for slug in ("ping_pong", "torn", "whole"):
        shutil.copy(broken / f"solutions/talk/{slug}.py", answers)
    graded = grade_command(str(answers), folder=broken)
    assert graded.returncode == 3, graded.stderr
    shown = " ".join(graded.stdout.split())
    assert "whole: Whole 2 of 2 points" in shown
    assert "loud does not travel into the box" in shown
    assert "torn/exercise.toml: key `points`: expected a number above 0" in shown
    assert "not right" not in shown and "mend" not in shown and "2 of 2 points This report" in shown
    listed = grade_command("list", folder=broken)
    assert "whole" in listed.stdout and "key `points`" in listed.stderr and listed.returncode == 0
    batch = ("batch", str(tmp_path / "class"), "--out", str(tmp_path / "results"))
    done = grade_command(*batch, folder=broken)
    assert done.returncode == 3, done.stdout + done.stderr
    (row,) = csv.DictReader((tmp_path / "results/grades.csv").read_text().splitlines())
    assert (row["whole"], row["points"], row["max_points"]) == ("2", "2", "2")
    assert "could not be graded" in done.stdout + done.stderr + row["remark"], (done, row)
    alone = grade_command(str(answers / "torn.py"), folder=broken)
    assert alone.returncode == 3 and "torn/exercise.toml: key `points`" in alone.stderr
    started = grade_command("start", str(tmp_path / "home"), folder=broken)
    assert started.returncode == 0 and "key `points`" in started.stderr
    assert (tmp_path / "home/exercises/talk/whole.py").is_file()
