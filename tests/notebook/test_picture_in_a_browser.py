"""The page of ``grade explain --html`` as people use it: by keyboard, at three widths, in both schemes."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import browser
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from grader.evidence import Evidence, Kind, ProcessRecord, WaitRecord
from grader.render import html, jsonreport
from grader.render.picture import frame
from grader.render.picture import page as picture
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

pytestmark = pytest.mark.timeout(200)

WIDTHS = (390, 1024, 1920)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: Steps, the text of the current one, its source line, and whether the page is wider than the window.
STATE = """(() => {
  const now = document.querySelectorAll('.list [aria-current=step]');
  return [now.length, +now[0].dataset.step, document.querySelector('.caption').textContent === now[0].querySelector('span').innerText,
    document.querySelector('.source .current')?.id ?? '', document.documentElement.scrollWidth <= innerWidth,
    document.querySelector('.keys output').value];
})()"""  # noqa: E501


SOURCE = "a\nb\nc\np.join()\n"


def deadlock() -> ExerciseReport:
    """Two processes that wait for each other."""
    evidence = Evidence(
        witness="ptrace",
        processes=[
            ProcessRecord(pid=3, parent=0, kind=Kind.RUNNER, begin=0.0),
            ProcessRecord(pid=7, parent=3, kind=Kind.PROCESS, begin=0.01),
        ],
        signals=[],
        observations=[],
        leftovers=[],
        waits=[
            WaitRecord(pid=3, first=True, kind="child", on=[7], call="join", function="gather", line=4),
            WaitRecord(pid=7, first=True, kind="write", on=[3], target="pipe:[1]"),
        ],
        wall_seconds=0.1,
    )
    check = CheckResult(
        id="gather/test_public::test_a[fork]",
        exercise="gather",
        visibility="public",
        title="It ends.",
        verdict=Verdict.DEADLOCKED,
        message="`gather` (line 4) can never end.",
        stdout="putting 1\n",
        evidence=[evidence],
    )
    passed = CheckResult(
        id="gather/test_public::test_b[fork]",
        exercise="gather",
        visibility="public",
        title="It takes `any` value.",
        verdict=Verdict.PASSED,
    )
    return ExerciseReport(slug="gather", title="Gather", path="gather.py", checks=[check, passed])


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    program = browser.chromium()
    if program is None:
        if os.environ.get("FORKLORE_CI") == "1":
            pytest.fail("FORKLORE_CI is set, and there is no chromium: apt-get install chromium")
        pytest.skip("there is no chromium")
    file = tmp_path / "page.html"
    file.write_text(picture.render(deadlock(), SOURCE, {}), "utf-8")
    with browser.page(tmp_path, program) as found:
        found.goto(file.as_uri())
        found.wait_for_selector("html.live")  # its policy lets its script run
        yield found


def looks(page: Page) -> Iterator[str]:
    """Show the page at each width in each scheme; the colour of its paper."""
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        yield page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_keys_step_through_the_events_at_three_widths_and_in_both_schemes(page: Page) -> None:
    def press(key: str) -> list[object]:
        page.keyboard.press(key)
        return list(page.evaluate(STATE))

    papers = set()
    for paper in looks(page):
        papers.add(paper)
        assert press("Home") == [1, 0, True, "", True, "1 / 4"]
        assert press("ArrowLeft")[1] == 0
        assert press("ArrowRight")[1] == 1
        assert press("ArrowRight") == [1, 2, True, "L4", True, "3 / 4"]
        assert press("ArrowLeft")[1] == 1
        assert press("End") == [1, 3, True, "", True, "4 / 4"]
        assert press("ArrowRight")[1] == 3
    assert len(papers) == 2
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0


def test_axe_finds_nothing_at_three_widths_and_in_both_schemes(page: Page) -> None:
    for _, key in zip(looks(page), itertools.cycle(("Home", "ArrowRight", "End")), strict=False):
        page.keyboard.press(key)
        found = Axe().run(page)
        assert not found.violations_count, found.generate_report()


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.evaluate("document.querySelector('[data-go=on]').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('[data-go=on]').removeAttribute('title')")
    assert Axe().run(page).violations_count == 1


def test_a_page_of_results_shows_the_picture_and_runs_nothing_else(page: Page, tmp_path: Path) -> None:
    report = Report(
        forklore="0", python="3", platform="", isolation="none", witness="ptrace", seed=1,
        started="2026-01-01T10:00:00+00:00", duration=0.0, exercises=[deadlock()],
    )  # fmt: skip
    row = {
        "report": {**jsonreport.as_dict(report), "assignment": ""},
        "student": {"id": "ada"}, "points": 0, "max_points": 1,
        "fault": "", "note": "", "standing": {"note": ""},
    }  # fmt: skip
    pictures = frame.frames(row, {"gather": SOURCE.encode()}, {}, "messages")
    shown = html.page(row, {}, "messages", pictures, picture.script_source())
    file = tmp_path / "ada.html"
    file.write_text(shown.replace("</body>", "<script>document.title = 'ran'</script></body>"), "utf-8")
    page.goto(file.as_uri())
    inside = page.frame_locator("iframe")
    inside.locator("html.live .list [aria-current=step]").wait_for()
    assert page.title() != "ran"
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert not frame.frames(row, {}, {}, "none")
