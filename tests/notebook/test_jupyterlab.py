"""A released notebook in JupyterLab, and a gradebook in formgrader, as people see them: in a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import browser
import courses
import pytest
from boxes import needs
from playwright.sync_api import Page

from grader.box.plan import BoxPlan
from grader.notebook import gradebook

needs("nbgrader")
pytestmark = [pytest.mark.timeout(300), pytest.mark.filterwarnings("ignore")]

PANEL = "[...window.jupyterapp.shell.widgets('main')].find(panel => panel.content.widgets)"
BOOK = f"{PANEL}.content"
CELL = f"{BOOK}.widgets.find(cell => cell.model.sharedModel.source.includes('check(\"fork_report\")'))"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    program = browser.chromium()
    if program is None:
        if os.environ.get("FORKLORE_CI") == "1":
            pytest.fail("FORKLORE_CI is set, and there is no chromium: apt-get install chromium")
        pytest.skip("there is no chromium")
    with browser.page(tmp_path, program) as found:
        yield found


def test_all_cells_run_and_the_feedback_is_seen(
    page: Page, tmp_path: Path, plan_of: Callable[[str], BoxPlan]
) -> None:
    plan_of("none")
    courses.release(tmp_path, "fork_report", "gather")
    courses.hand_in(tmp_path, "ada", {"fork_report": courses.solution("fork_report"), "fan_out": ""})
    name = f"submitted/ada/{courses.ASSIGNMENT}/01_fork.ipynb"
    with browser.jupyter(tmp_path) as address:
        page.goto(f"{address}/lab/tree/{name}")
        page.wait_for_function("!!window.jupyterapp && !!document.querySelector('.jp-Notebook')")
        page.wait_for_function(f"!!{PANEL}.context.isReady")
        page.evaluate(f"{PANEL}.sessionContext.ready.then(() => true)")
        page.evaluate(f"window.jupyterapp.shell.activateById({PANEL}.id)")
        page.wait_for_function(f"window.jupyterapp.shell.currentWidget === {PANEL}")
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
        page.wait_for_function(f"{CELL}.model.outputs.length === 2")
        page.evaluate(f"{BOOK}.scrollToItem({BOOK}.widgets.indexOf({CELL}))")  # what is not seen is not there
        page.wait_for_function("!!document.querySelector('.jp-OutputArea .forklore table')")
        text = page.evaluate("document.querySelector('.forklore').innerText")
        picture = page.screenshot(path=tmp_path / "jupyterlab.png")
        page.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll().then(() => true)")
    assert "fork_report: One call, two returns" in text
    assert "passed" in text
    assert "not passed" not in text
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 20_000  # an empty page is smaller


def test_formgrader_opens_the_gradebook(page: Page, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    book = gradebook.opened(f"sqlite:///{tmp_path}/gradebook.db", "")
    report = {"slug": "tally", "checks": [{"id": "tally/test_public::t", "points": 3.0, "max_points": 4.0}]}
    row = {"student": {"id": "ada"}, "fault": "", "report": {"complete": True, "exercises": [report]}}
    gradebook.sync(book, [row], "week1")
    book.close()
    with browser.jupyter(tmp_path) as address:
        page.goto(f"{address}/formgrader/gradebook/week1")
        page.wait_for_function("document.body.innerText.includes('tally')")
        page.goto(f"{address}/formgrader/manage_students")
        page.wait_for_function("document.body.innerText.includes('ada')")
        text = page.evaluate("document.body.innerText")
        page.screenshot(path=tmp_path / "formgrader.png")
    assert "3 / 4" in text
