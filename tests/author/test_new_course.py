"""An exercise of one's own, from nothing: written, judged, recorded, released, handed out and graded."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.author.check import check_bank
from grader.author.new import new
from grader.author.record import expected, record, written
from grader.author.static import missing
from grader.author.tiers import TIERS
from grader.bank import load_bank
from grader.classroom import assignment
from grader.cli.author import authoring
from grader.course import located
from grader.errors import UsageError
from grader.release import build
from grader.report import CheckResult, ExerciseReport
from grader.verdict import Verdict

WAITS_NOT = '''\
"""The writer believes that start waits."""
from multiprocessing import Process
import sys


def ping_pong(number):
    Process(target=sys.exit, args=(0,)).start()
    return number
'''


def grade(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "grader", *words]
    env = {**os.environ, "FORKLORE_COURSE": ""}
    return subprocess.run(line, cwd=folder, env=env, capture_output=True, text=True, timeout=110, check=False)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A course with one new exercise."""
    folder = tmp_path_factory.mktemp("lab") / "1st lab"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(located.VARIABLE, "")
        patch.chdir(folder)
        new("ping_pong", "talk", "", (), ("fork",))
        yield folder


def test_a_new_exercise_is_green_at_once(own: Path) -> None:
    course = load_bank(own)
    assert course.courses[0].name == "course-1st-lab"
    assert "__pycache__/" in (own / ".gitignore").read_text().splitlines()
    exercise = course.find("ping_pong")
    assert (len(exercise.accepted), len(exercise.rejected)) == (2, 3)
    said: list[str] = []
    assert not check_bank(course, slugs=(), repeat=1, busy=0, jobs=2, say=said.append)
    assert said == ["round 1 of 1: 7 answers judged, 0 not as expected"]
    assert "| [ping_pong](ping_pong.py) | Ping pong |" in (own / "exercises/talk/README.md").read_text()


def test_every_way_to_start_and_several_functions(own: Path) -> None:
    new("pongs", "more", "Two", ("ping", "pong"), ("fork", "spawn"))
    course = load_bank(own)
    assert course.topics == ("talk", "more")
    assert not check_bank(
        course, slugs=("pongs",), repeat=1, busy=0, jobs=2, say=lambda _: None, tier=TIERS["draft"]
    )


@pytest.mark.parametrize(("slug", "topic"), [("Ping", "a"), ("ping_pong", "a"), ("x", "A b"), ("../x", "a")])
def test_names_that_cannot_be(own: Path, slug: str, topic: str) -> None:
    with pytest.raises(UsageError):
        new(slug, topic, "", (), ("fork",))


def test_every_fault_at_once_and_each_once(own: Path) -> None:
    exercise = load_bank(own).find("ping_pong")
    toml = exercise.suite / "exercise.toml"
    whole = toml.read_text()
    try:
        toml.write_text(
            whole.replace("points = 2", "points = 3")
            .replace("FAILED no-real-process", "FAILED no-such-thing")
            .replace('name = "thread"', 'name = "no_thread"')
        )
        found = check_bank(load_bank(own), slugs=("ping_pong",), repeat=2, busy=0, jobs=2, say=lambda _: None)
    finally:
        toml.write_text(whole)
    lines = whole.splitlines()
    no_child = lines.index('name = "no_child"') + 1
    where = "suites/ping_pong/exercise.toml"
    assert f"{where}:4: the checks' points add up to 2; here stands 3" in found
    assert f"{where}:{no_child + 2}: diagnosis no-such-thing is not in the catalogue" in found
    assert sum(line.startswith(f"{where}:{no_child}: ping_pong rejected/no_child") for line in found) == 2
    thread = lines.index('name = "thread"') + 1
    assert f"{where}:{thread}: suites/ping_pong/rejected/no_thread.py is missing" in found
    assert len(missing(exercise)) == 0
    assert any("rejected/thread.py is not named" in line for line in found)
    assert len(found) == 6


def test_what_the_answers_got_is_written_down(own: Path) -> None:
    exercise = load_bank(own).find("ping_pong")
    (exercise.suite / "rejected" / "zero_and_gone.py").write_text(WAITS_NOT)
    before = (exercise.suite / "exercise.toml").read_text()
    assert record(exercise, 2, "auto") == []
    after = (exercise.suite / "exercise.toml").read_text()
    assert after.startswith(before.rstrip())
    added = load_bank(own).find("ping_pong").rejected[-1]
    assert (added.name, added.about) == ("zero_and_gone", "The writer believes that start waits")
    assert added.expect


def told(*verdicts: tuple[str, Verdict, str | None]) -> ExerciseReport:
    checks = [
        CheckResult(
            id=f"x/test_public::{n}",
            exercise="x",
            visibility="public",
            title="T",
            verdict=v,
            diagnosis=d,
            max_points=1,
        )
        for n, v, d in verdicts
    ]
    return ExerciseReport(slug="x", title="", path="", checks=checks)


def test_what_differs_is_luck() -> None:
    failed, passed = Verdict.FAILED, Verdict.PASSED
    first = told(("test_a", failed, "no-wait"), ("test_b", passed, None), ("test_c", failed, None))
    second = told(("test_a", failed, "no-wait"), ("test_b", passed, None), ("test_c", passed, None))
    table, luck = expected([first, second])
    assert (table, luck) == ({"test_public::test_a": "FAILED no-wait"}, ("test_public::test_c",))
    assert expected([told(("test_a", failed, None), ("test_b", failed, None))]) == ({"*": "FAILED"}, ())


def test_an_entry_is_written_again() -> None:
    text = (
        'slug = "x"\n\n[[rejected]]\nname = "a"\nabout = "b"\n# kept\nexpect = { "*" = "FAILED" }\n'
        'luck = [\n  "*",\n]\n\n[[rejected]]\nname = "c"\n[rejected.expect]\n"*" = "CRASHED"\n'
    )
    once = written(text, "rejected", Path("a.py"), {"*": "LEAKED no-wait"}, ())
    assert once == text.replace("FAILED", "LEAKED no-wait").replace('luck = [\n  "*",\n]\n', "")
    twice = written(once, "rejected", Path("c.py"), {"*": "FAILED"}, ("test_public::test_a",))
    assert twice.endswith('name = "c"\nexpect = { "*" = "FAILED" }\nluck = ["test_public::test_a"]\n')


OWN_PAGE = """\
[none-started]
title = "No process is started"
what_happens = "The function works alone."
why = "A call is no process."
hints = ["Who works?", "Where?"]
read_more = "https://example.org/week-3#processes"
"""


def test_it_is_released_started_and_graded(own: Path, tmp_path: Path) -> None:
    (own / "diagnoses").mkdir()
    (own / "diagnoses" / "own.toml").write_text(OWN_PAGE)
    public = own / "suites/ping_pong/test_public.py"
    public.write_text(public.read_text().replace('"no-real-process"', '"none-started"'))
    bank = load_bank(own)
    files = build.contents(bank, assignment.make("lab", ["ping_pong"]), hidden=False)
    (wheel,) = [data for name, data in files.items() if name.endswith(".whl")]
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    assert "grader/suites/ping_pong/test_public.py" in names
    assert not [
        n for n in names if "solutions" in n or "rejected" in n or "test_hidden" in n or "fork_report" in n
    ]
    env = {**os.environ, "FORKLORE_COURSE": "", "PYTHONPATH": str(tmp_path / "site")}
    line = [sys.executable, "-m", "grader", "list"]
    listed = subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout
    assert "ping_pong" in listed and "fork_report" not in listed
    (tmp_path / "ping_pong.py").write_text("def ping_pong(number):\n    return number\n")
    line = [sys.executable, "-m", "grader", "explain", "ping_pong.py"]
    told = subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, text=True, check=False).stdout
    assert "https://example.org/week-3#processes" in told
    started = grade("start", "home", "--course", str(own), folder=tmp_path)
    assert started.returncode == 0, started.stderr
    home = tmp_path / "home"
    answer = home / "exercises/talk/ping_pong.py"
    answer.write_text((own / "solutions/talk/ping_pong.py").read_text())
    graded = grade("ping_pong", folder=home)
    assert graded.returncode == 0, graded.stdout + graded.stderr


class Over(Exception):
    pass


def test_a_save_during_a_check_is_checked_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml = own / "suites/ping_pong/exercise.toml"
    checks: list[str] = []

    def checked(slugs: tuple[str, ...], **how: object) -> int:
        checks.append(toml.read_text())
        if len(checks) == 2:
            raise Over
        toml.write_text(checks[0] + "\n")  # while the first check is at work
        return 0

    monkeypatch.setattr(authoring, "_checked", checked)
    with pytest.raises(Over):
        authoring._watched((), {})
    assert checks[1] == checks[0] + "\n"


def test_the_watch_checks_after_every_save_until_ctrl_c(own: Path) -> None:
    toml = own / "suites/ping_pong/exercise.toml"
    whole = toml.read_text()
    toml.write_text(whole.replace("points = 2", "points = -2"))
    line = [
        sys.executable,
        "-u",
        "-m",
        "grader",
        "author",
        "check",
        "--watch",
        "--tier",
        "draft",
        "ping_pong",
    ]
    env = {**os.environ, "FORKLORE_COURSE": ""}
    watch = subprocess.Popen(
        line, cwd=own, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with watch:
        assert watch.stdout is not None
        for text, said in (
            (whole, "above 0"),
            (whole.replace("points = 2", "points = 0"), "The draft holds"),
        ):
            assert any(said in told for told in watch.stdout)
            toml.write_text(text)
        assert any("above 0" in told for told in watch.stdout)
        watch.send_signal(signal.SIGINT)
        watch.stdout.read()
        assert watch.wait() == 0
    toml.write_text(whole)
