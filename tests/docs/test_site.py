"""The documentation site has every page and every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.cli.app import PANELS, app

ROOT = Path(__file__).resolve().parents[2]


def test_every_command_stands_in_one_panel() -> None:
    listed = [name for names in PANELS.values() for name in names]
    assert sorted(listed) == sorted(app.commands)


def test_every_page_stands_in_the_navigation() -> None:
    """``mkdocs build --strict`` says the same, and that no entry lacks its page."""
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")[2]
    entries = set(re.findall(r"[\w/-]+\.md$", navigation, re.MULTILINE))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages <= entries


@pytest.mark.parametrize("words", ["words.txt", "names.txt"])
def test_words_that_pages_do_without_are_one_a_line(words: str) -> None:
    lines = (ROOT / "docs/site" / words).read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"\w+->.+", line) for line in lines)
    assert len(lines) == len({line.partition("->")[0] for line in lines})
