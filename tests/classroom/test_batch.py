"""A class is graded: each student's results as they come, and only what is new the next time."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader import judge
from grader.bank import load_bank
from grader.box.plan import BoxPlan
from grader.classroom import batch, results, roster, work
from grader.classroom.roster import HandIn, SubmittedFile
from grader.errors import GraderError
from grader.intake.identity import Student
from grader.judge import Options
from grader.render import jsonreport
from grader.render.table import IDENTITY

ROOT = Path(__file__).resolve().parents[2]
BANK = load_bank()
OPTIONS = Options(jobs=2, seed=1, isolation="namespaces")
pytestmark = pytest.mark.timeout(300)


def student(name: str, *files: tuple[str, str]) -> HandIn:
    """A student who has handed in files of the repository for these exercises."""
    taken = [SubmittedFile(BANK.find(slug), path, (ROOT / path).read_bytes()) for slug, path in files]
    return HandIn((Student(name),), tuple(taken), "" if files else "nothing")


RIGHT = ("fork_report", "solutions/01_fork/fork_report.py")
WRONG = ("fork_report", "grader/suites/fork_report/rejected/child_returns.py")
STUB = ("tally", "exercises/06_shared/tally.py")


def run(todo: Sequence[HandIn], out: Path) -> list[str]:
    told: list[str] = []
    batch.run(todo, out, OPTIONS, jsonreport.as_dict, lambda s, _: told.append(s.id))
    return told


def points(out: Path, name: str) -> Any:
    row = results.read(out, name)
    assert row is not None
    return {e["slug"]: e["points"] for e in row["report"]["exercises"]}


@pytest.fixture
def out(tmp_path: Path, plan_of: Callable[[str], BoxPlan]) -> Path:
    plan_of("namespaces")
    results.prepare(tmp_path)
    return tmp_path


def test_everybody_gets_their_points_and_nothing_is_done_twice(out: Path) -> None:
    everybody = [student("anna", RIGHT, STUB), student("bert", WRONG), student("c"), student("dora", STUB)]
    plan = batch.plan(everybody, out, "namespaces", force=False)
    assert (plan.todo, plan.kept) == (tuple(everybody), ())
    assert sorted(run(plan.todo, out)) == ["anna", "bert", "c", "dora"]
    assert points(out, "anna") == {"fork_report": 5, "tally": 0}
    assert points(out, "bert") == {"fork_report": 0}
    assert points(out, "c") == {}
    again = batch.plan(everybody, out, "namespaces", force=False)
    assert (again.todo, len(again.kept)) == ((), 4)
    assert len(batch.plan(everybody, out, "namespaces", force=True).todo) == 4
    changed = [student("anna", RIGHT), *everybody[1:]]
    assert [s.id for s in batch.plan(changed, out, "namespaces", force=False).todo] == ["anna"]


def test_one_who_breaks_the_grader_stops_nobody(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = judge.grade

    def fragile(submissions: Sequence[Any], options: Any, listener: Any = None) -> Any:
        if any(s.path == WRONG[1] for s in submissions):
            raise GraderError("It broke.")
        return real(submissions, options, listener)

    monkeypatch.setattr(judge, "grade", fragile)
    assert sorted(run([student("anna", RIGHT), student("bert", WRONG)], out)) == ["anna", "bert"]
    assert points(out, "anna") == {"fork_report": 5}
    broken = results.read(out, "bert")
    assert broken is not None
    assert (broken["fault"], broken["key"]) == ("It broke.", "")


def test_a_group_is_not_larger_than_it_has_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "PIECES", 3)
    everybody = [student(str(n), RIGHT, STUB) for n in range(5)]
    assert [len(group) for group in batch._groups(everybody)] == [2, 2, 1]


# -- the command -----------------------------------------------------------------------------------


def hand_in(folder: Path, **files: tuple[str, str]) -> None:
    for name, (slug, path) in files.items():
        (folder / name).mkdir(parents=True)
        (folder / name / f"{slug}.py").write_bytes((ROOT / path).read_bytes())


def command(*args: str | Path, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "grader.cli", "batch", *map(str, args)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def table(out: Path) -> list[list[str]]:
    return list(csv.reader((out / "grades.csv").read_text().splitlines()))


def test_the_command_writes_results_and_a_table(out: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "class", anna=RIGHT, bert=WRONG, **{"=HYPERLINK(1)": STUB})
    process = command(tmp_path / "class", "--out", out / "r")
    text, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "3 students in" in text
    assert "3 of 3" in errors
    assert table(out / "r") == [
        [*IDENTITY, "fork_report", "tally", "late", "points", "max_points", "remark"],
        ["'=HYPERLINK(1)", *[""] * 4, "no file", "0", "", "0", "9", ""],
        ["anna", *[""] * 4, "5", "no file", "", "5", "9", ""],
        ["bert", *[""] * 4, "0", "no file", "", "0", "9", ""],
    ]
    assert "anna, 5 of 9 points" in errors
    pages = {name: (out / "r" / "students" / f"{name}.html").read_text() for name in ("anna", "bert")}
    assert "5 of 9 points" in pages["anna"]
    assert ["<iframe" in page for page in pages.values()] == [False, True]  # what did not pass is drawn
    assert "pid = os.fork()" in pages["bert"]
    content = json.loads((out / "r" / "students" / "anna.json").read_text())
    report = content["report"]
    assert report["exercises"][0]["checks"]
    assert (report["points"], report["max_points"], report["exit_code"]) == (5, 9, 1)
    assert report["isolation"] == "namespaces"
    assert all(probe["denied"] for probe in report["probes"])
    assert report["probes"]


def test_one_student_again_and_one_who_is_gone(out: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "class", anna=RIGHT, bert=WRONG, carl=STUB)
    process = command(tmp_path / "class", "--out", out / "r")
    process.communicate(timeout=120)
    before = table(out / "r")
    (tmp_path / "class/anna/fork_report.py").write_bytes((ROOT / WRONG[1]).read_bytes())
    shutil.rmtree(tmp_path / "class/bert")
    text, errors = command(tmp_path / "class", "--out", out / "r", "--only", "anna").communicate(timeout=120)
    assert "1 of 1: anna, 0 of 9 points" in errors
    assert "nothing handed in any more: bert." in errors
    after = table(out / "r")
    assert [row[0] for row in after] == ["id", "anna", "carl"]
    assert (after[1][5:], after[2]) == (["0", "no file", "", "0", "9", ""], before[3])
    assert [row["student"]["id"] for row in results.everybody(out / "r")] == ["anna", "carl"]
    hand_in(tmp_path / "class", bert=WRONG)
    text, _ = command(tmp_path / "class", "--out", out / "r").communicate(timeout=120)
    assert "3 students unchanged" in text
    assert [row[0] for row in table(out / "r")] == ["id", "anna", "bert", "carl"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere"], "not a folder"),
        (["class", "--only", "nobody"], "Nobody called nobody"),
        (["class", "--isolation", "none"], "--allow-unboxed"),
        (["class", "no_such_exercise"], "no_such_exercise"),
    ],
)
def test_a_command_line_that_cannot_be_is_one_sentence(tmp_path: Path, args: list[str], said: str) -> None:
    hand_in(tmp_path / "class", anna=RIGHT)
    process = command(
        *(tmp_path / a if a in ("class", "nowhere") else a for a in args), "--out", tmp_path / "r"
    )
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said in errors
    assert "Traceback" not in errors


def test_a_killed_run_keeps_what_was_finished_and_the_next_does_the_rest(out: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "class", **{f"s{n:02}": (RIGHT, WRONG)[n % 2] for n in range(12)})
    process = command(tmp_path / "class", "--out", out / "r", "--jobs", "1", start_new_session=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("4 of 12"):
            break
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    there = {path.stem for path in (out / "r" / "students").glob("s*.json")}
    assert 4 <= len(there) < 12
    stamps = {name: (out / "r" / "students" / f"{name}.json").stat().st_mtime_ns for name in there}
    process = command(tmp_path / "class", "--out", out / "r")
    text, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert f"{len(there)} students unchanged" in text
    assert all((out / "r" / "students" / f"{n}.json").stat().st_mtime_ns == s for n, s in stamps.items())
    assert [row[5] for row in table(out / "r")[1:]] == ["5", "0"] * 6
    assert not list((out / "r" / "students").glob(".*"))


def test_what_platforms_export_is_graded(out: Path, tmp_path: Path) -> None:
    """With the real judge: namesakes, a zip in a folder, a late file, a name that is no text."""
    right, folder = (ROOT / RIGHT[1]).read_bytes(), tmp_path / "class"
    for number, path in ((1001, RIGHT[1]), (1004, WRONG[1])):
        place = folder / f"Anna B_{number}_assignsubmission_file_"
        place.mkdir(parents=True)
        with zipfile.ZipFile(place / "hw.zip", "w") as file:
            file.writestr("hw 1/src/fork_report.py", (ROOT / path).read_bytes())
    (folder / "lovelaceada_LATE_12_345_fork_report-1.py").write_bytes(right)
    (folder / os.fsdecode(b"\xff")).mkdir()
    (folder / os.fsdecode(b"\xff") / "Fork_report.py").write_bytes(right)
    process = command(folder, "--out", out / "r", "--map", "Fork_*.py=fork_report")
    text, errors = process.communicate(timeout=120)
    assert process.returncode == 0, text + errors
    rows = {row[0]: (row[1], row[5]) for row in table(out / "r")[1:]}
    assert rows == {
        "1001": ("Anna B", "5"),
        "1004": ("Anna B", "0"),
        "12": ("lovelaceada", "5"),
        "\\udcff": ("", "5"),
    }
    assert (out / "r" / "students" / "1001~Anna_B.html").exists()


def test_a_name_that_is_no_text_can_travel(tmp_path: Path) -> None:
    place = tmp_path / os.fsdecode(b"\xff\n")
    place.mkdir()
    (place / "fork_report.py").write_bytes(b"x = 1\n")
    (handed,) = roster.students(tmp_path, BANK)
    assert "\n" not in handed.label
    assert work.job_of(handed, OPTIONS)
