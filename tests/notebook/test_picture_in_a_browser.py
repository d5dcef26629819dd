"""The page of ``grade explain --html`` as people use it: by keyboard, at three widths, in both schemes."""

from __future__ import annotations

import os
from pathlib import Path

import browser
import pytest

from grader.evidence import Evidence, Kind, ProcessRecord, WaitRecord
from grader.render.picture import page as picture
from grader.report import CheckResult, ExerciseReport
from grader.verdict import Verdict

pytest.importorskip("websocket")
pytestmark = pytest.mark.timeout(200)

#: Steps, the text of the current one, its source line, and whether the page is wider than the window.
STATE = """(() => {
  const now = document.querySelectorAll('.list [aria-current=step]');
  return [now.length, +now[0].dataset.step, document.querySelector('.caption').textContent === now[0].querySelector('span').innerText,
    document.querySelector('.source .current')?.id ?? '', document.documentElement.scrollWidth <= innerWidth,
    document.querySelector('.keys output').value];
})()"""  # noqa: E501


def deadlock() -> str:
    """The page of two processes that wait for each other."""
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
        message="It can never end.",
        evidence=[evidence],
    )
    exercise = ExerciseReport(slug="gather", title="Gather", path="gather.py", checks=[check])
    return picture.render(exercise, "a\nb\nc\np.join()\n", {})


def test_keys_step_through_the_events_at_three_widths_and_in_both_schemes(tmp_path: Path) -> None:
    program = browser.chromium()
    if program is None:
        if os.environ.get("FORKLORE_CI") == "1":
            pytest.fail("FORKLORE_CI is set, and there is no chromium: apt-get install chromium")
        pytest.skip("there is no chromium")
    file = tmp_path / "page.html"
    file.write_text(deadlock(), "utf-8")
    papers = set()
    with browser.page(tmp_path, program) as page:

        def press(key: str) -> list[object]:
            for kind in ("keyDown", "keyUp"):
                page.ask("Input.dispatchKeyEvent", type=kind, key=key)
            return list(page.value(STATE))

        page.go(file.as_uri())
        page.until("document.documentElement.classList.contains('live')")  # its policy lets its script run
        for width, scheme in ((390, "light"), (1024, "dark"), (1920, "light")):
            page.ask(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=900,
                deviceScaleFactor=1,
                mobile=width < 500,
            )
            page.ask(
                "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
            )
            papers.add(page.value("getComputedStyle(document.documentElement).backgroundColor"))
            assert press("Home") == [1, 0, True, "", True, "1 / 4"]
            assert press("ArrowLeft")[1] == 0
            assert press("ArrowRight")[1] == 1
            assert press("ArrowRight") == [1, 2, True, "L4", True, "3 / 4"]
            assert press("ArrowLeft")[1] == 1
            assert press("End") == [1, 3, True, "", True, "4 / 4"]
            assert press("ArrowRight")[1] == 3
        assert len(papers) == 2
        nameless = (
            "[...document.querySelectorAll('button,input')].filter(e => !e.innerText && !e.ariaLabel).length"
        )
        assert page.value(nameless) == 0
        assert page.value("performance.getEntriesByType('resource').length") == 0
