"""The page of a class at work: what it tells, whom it lets in, and how it looks in a browser."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from grader.bank import load_bank, load_catalogue
from grader.classroom import results
from grader.intake.identity import Student
from grader.live.class_board import ClassBoard, board
from grader.live.history import History
from grader.render import jsonreport
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

if os.environ.get("FORKLORE_CI") != "1":
    pytest.importorskip("starlette")
    pytest.importorskip("uvicorn")

pytestmark = pytest.mark.timeout(200)
EVIL = "<img src=x onerror=document.title='evil'>\x1b[2J"
ADDRESS = r"http://127\.0\.0\.1:(\d+)/[\w-]+/"


def put(out: Path, student: Student, minute: int, diagnosis: str | None, slug: str = "fork_report") -> None:
    """Write results: one exercise, right without a diagnosis."""
    verdict = Verdict.FAILED if diagnosis else Verdict.PASSED
    check = CheckResult(
        id=f"{slug}/test_public::test_a", exercise=slug, visibility="public", title=f"It ends. {EVIL}",
        verdict=verdict, diagnosis=diagnosis, points=0 if diagnosis else 5, max_points=5,
    )  # fmt: skip
    report = Report(
        forklore="0", python="3", platform="", isolation="none", witness="ptrace", seed=1, duration=0.0,
        started=f"2026-11-30T10:{minute:02}:00+00:00",
        exercises=[ExerciseReport(slug=slug, title="", path="", checks=[check])],
    )  # fmt: skip
    row = {"fault": "", "note": "", "report": jsonreport.as_dict(report)}
    results.write(out, student, row)


ANA, BOB = Student("1001", EVIL), Student("1002", "Bob")
CHILD, WAIT = "no-exit-in-child", "no-wait"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    results.prepare(folder)
    put(folder, ANA, 1, WAIT)
    put(folder, BOB, 2, CHILD)
    return folder


def seen(out: Path, named: bool = False) -> ClassBoard:
    history = History(out)
    try:
        history.take_in()
        return board(history.standings(), load_bank(), load_catalogue(), named)
    finally:
        history.close()


def test_since_when_somebody_is_stuck_and_why(out: Path) -> None:
    seen(out)
    put(out, ANA, 10, CHILD)  # another cause, and still stuck
    found = seen(out, named=True)
    assert [(one.since[14:16], one.student) for one in found.stuck] == [("01", ANA.label), ("02", BOB.label)]
    (cause,) = found.causes
    assert (cause.diagnosis, len(cause.students), cause.since[14:16]) == (CHILD, 2, "02")
    assert (cause.topic, cause.exercises) == ("01_fork", ["fork_report"])
    put(out, ANA, 20, None)
    seen(out)
    put(out, ANA, 30, CHILD)
    assert [one.since[14:16] for one in seen(out).stuck] == ["02", "30"]
    results.file_of(out, BOB.id).unlink()  # set aside
    assert [one.passed + one.open for one in seen(out).exercises] == [1]


def test_what_is_not_final_changes_nothing_and_nothing_is_taken_in_twice(out: Path) -> None:
    history = History(out)
    assert history.take_in()
    assert not history.take_in()
    row = results.read(out, BOB.id)
    assert row is not None
    results.write(out, BOB, {**row, "fault": "It broke."})
    assert history.take_in()
    assert len(history.standings()) == 2
    history.close()


def test_nobody_is_named_unless_that_is_asked_for(out: Path) -> None:
    found = seen(out)
    assert {one.student for one in found.stuck} == {"Student 1", "Student 2"}
    assert "Bob" not in repr(found)
    assert "1002" not in repr(found)


@pytest.fixture
def served(out: Path) -> Iterator[str]:
    line = [sys.executable, "-m", "grader", "insight", str(out), "--serve", "--names"]
    with browser.running(line, out.parent, out.parent / "served.log", ADDRESS) as found:
        yield found[0]


def asked(address: str, **headers: str) -> tuple[int, Any, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def test_only_this_machine_and_this_page_are_let_in(served: str) -> None:
    status, headers, text = asked(served)
    assert status == 200
    assert "<img" not in text
    assert "the <code>if</code> does" in text  # a question says what is code as Markdown does
    assert "\x1b" not in text
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert asked(served, Host="evil.example")[0] == 400  # a name that was made to lead here
    assert asked(served, Host="evil.example:80")[0] == 400
    root = served.rsplit("/", 2)[0]
    for path in ("/", "/events", "/board.json", "/wrong/board.json"):
        assert asked(f"{root}{path}")[0] == 404
    status, _, text = asked(f"{served}topic/01_fork")
    assert status == 200
    assert "<h1>Fork</h1>" in text
    assert asked(f"{served}topic/..%2f..%2fetc")[0] == 404
    port = int(root.rpartition(":")[2])
    sockets = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    assert [one for one in sockets if one.endswith(f":{port:04X}") and one != f"0100007F:{port:04X}"] == []


def test_ctrl_c_ends_it_while_a_page_is_open(out: Path) -> None:
    line = [sys.executable, "-m", "grader", "insight", str(out), "--serve"]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{address}events", timeout=30) as stream:
            assert stream.readline() == b"event: board\n"
            os.kill(process.pid, signal.SIGINT)
            assert b"<section" in stream.read()
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, errors) == (0, "")


STATE = """(() => ({
  count: document.querySelector('.count b')?.textContent, title: document.title,
  wide: document.documentElement.scrollWidth <= innerWidth, open: !!document.querySelector('details[open]'),
  focus: document.activeElement.tagName, live: document.getElementById('state').textContent,
  ground: getComputedStyle(document.body).backgroundColor,
  rows: [...document.querySelectorAll('tbody th')].map(one => one.innerText)}))()"""


def test_the_page_follows_the_class_in_a_browser(served: str, out: Path, tmp_path: Path) -> None:
    program = browser.chromium()
    if program is None:
        if os.environ.get("FORKLORE_CI") == "1":
            pytest.fail("FORKLORE_CI is set, and there is no chromium: apt-get install chromium")
        pytest.skip("there is no chromium")
    pictures = Path(os.environ.get("FORKLORE_PICTURES", tmp_path))
    with browser.page(tmp_path, program) as page:
        page.goto(served)
        expect(page.locator("#state")).to_contain_text("Live", timeout=browser.SECONDS * 1000)
        assert page.evaluate(STATE)["count"] == "1"
        page.focus(f"#d-{CHILD} summary")
        page.keyboard.press("Enter")
        assert page.evaluate(STATE)["open"]
        put(out, ANA, 10, CHILD)  # nobody touches the page
        expect(page.locator(".count b").first).to_have_text("2", timeout=browser.SECONDS * 1000)
        state = page.evaluate(STATE)
        assert (state["title"], state["open"], state["focus"]) == ("The class now", True, "SUMMARY")
        assert state["rows"] == ["<img src=x onerror=document.title='evil'>\\x1b[2J (1001)", "Bob (1002)"]
        grounds = set()
        for width, scheme in ((390, "light"), (1024, "dark"), (1920, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            state = page.evaluate(STATE)
            assert state["wide"], width
            grounds.add(state["ground"])
            found = Axe().run(page)
            assert not found.violations_count, found.generate_report()
            page.screenshot(path=pictures / f"live-{width}-{scheme}.png")
        assert len(grounds) == 2


def test_the_extra_that_is_missing_is_named(out: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['starlette'] = None\n")
    line = [sys.executable, "-m", "grader", "insight", str(out), "--serve"]
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(line, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "extra 'live'" in done.stderr
    assert json.dumps(done.stderr).count("\\n") == 2
