"""A released notebook in JupyterLab, and a gradebook in formgrader, as people see them: in a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import browser
import courses
import pytest

from grader.box.plan import BoxPlan
from grader.notebook import gradebook

pytest.importorskip("nbgrader")
pytestmark = [pytest.mark.timeout(300), pytest.mark.filterwarnings("ignore")]

PANEL = "[...window.jupyterapp.shell.widgets('main')].find(panel => panel.content.widgets)"
BOOK = f"{PANEL}.content"
CELL = f"{BOOK}.widgets.find(cell => cell.model.sharedModel.source.includes('check(\"fork_report\")'))"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[browser.Page]:
    program = browser.chromium()
    if program is None:
        if os.environ.get("FORKLORE_CI") == "1":
            pytest.fail("FORKLORE_CI is set, and there is no chromium: apt-get install chromium")
        pytest.skip("there is no chromium")
    with browser.page(tmp_path, program) as found:
        yield found


def test_all_cells_run_and_the_feedback_is_seen(
    page: browser.Page, tmp_path: Path, plan_of: Callable[[str], BoxPlan]
) -> None:
    plan_of("none")
    courses.release(tmp_path, "fork_report", "gather")
    courses.hand_in(tmp_path, "ada", {"fork_report": courses.solution("fork_report"), "fan_out": ""})
    name = f"submitted/ada/{courses.ASSIGNMENT}/01_fork.ipynb"
    with browser.jupyter(tmp_path) as address:
        page.go(f"{address}/lab/tree/{name}")
        page.until("!!window.jupyterapp && !!document.querySelector('.jp-Notebook')")
        page.until(f"!!{PANEL}.context.isReady")
        page.value(f"{PANEL}.sessionContext.ready.then(() => true)")
        page.value(f"window.jupyterapp.shell.activateById({PANEL}.id)")
        page.until(f"window.jupyterapp.shell.currentWidget === {PANEL}")
        page.value("window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
        page.until(f"{CELL}.model.outputs.length === 2")
        page.value(f"{BOOK}.scrollToItem({BOOK}.widgets.indexOf({CELL}))")  # what is not seen is not there
        page.until("!!document.querySelector('.jp-OutputArea .forklore table')")
        text = page.value("document.querySelector('.forklore').innerText")
        picture = page.screenshot(tmp_path / "jupyterlab.png")
        page.value("window.jupyterapp.serviceManager.sessions.shutdownAll().then(() => true)")
    assert "fork_report: One call, two returns" in text
    assert "passed" in text
    assert "not passed" not in text
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 20_000  # an empty page is smaller


def test_formgrader_opens_the_gradebook(page: browser.Page, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    book = gradebook.opened(f"sqlite:///{tmp_path}/gradebook.db", "")
    report = {"slug": "tally", "checks": [{"id": "tally/test_public::t", "points": 3.0, "max_points": 4.0}]}
    row = {"student": {"id": "ada"}, "fault": "", "report": {"complete": True, "exercises": [report]}}
    gradebook.sync(book, [row], "week1")
    book.close()
    with browser.jupyter(tmp_path) as address:
        page.go(f"{address}/formgrader/gradebook/week1")
        page.until("document.body.innerText.includes('tally')")
        page.go(f"{address}/formgrader/manage_students")
        page.until("document.body.innerText.includes('ada')")
        text = page.value("document.body.innerText")
        page.screenshot(tmp_path / "formgrader.png")
    assert "3 / 4" in text
