"""A student's page: what it says, and that nothing in it acts."""

from __future__ import annotations

import html
import unicodedata
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.bank import load_catalogue
from grader.render.html import POLICY, page

CATALOGUE = load_catalogue()
TAGS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "tr", "td", "span", "br"}
TAGS |= {"code", "main"}


def row(text: str = "ana", **check: Any) -> dict[str, Any]:
    """The contents of a results file in which ``text`` stands wherever a student's text can stand."""
    first = {
        "verdict": "FAILED",
        "title": "It works.",
        "visibility": "public",
        "message": text,
        "diagnosis": "no-wait",
        "points": 0.5,
        "max_points": 2.0,
        **check,
    }
    exercise = {
        "slug": "one",
        "title": text,
        "points": 0.5,
        "max_points": 2.0,
        "path": f"class/ana/{text}",
        "refusal": "",
        "checks": [first],
    }
    refused = {**exercise, "slug": "two", "refusal": text}
    report = {
        "assignment": text,
        "started": "2026-11-29T10:00:00+00:00",
        "points": 0.5,
        "max_points": 2.0,
        "complete": False,
        "exercises": [exercise, refused],
    }
    student = dict.fromkeys(("id", "name", "email", "section", "group"), text)
    counted = {"points": 0.5, "max_points": 2.0, "standing": {"note": text}}
    return {"student": student, "note": text, "fault": text, "report": report, **counted}


class Reader(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_it_says_what_happened() -> None:
    text = page(row("Process 3 was left."), CATALOGUE)
    assert "0.5 of 2 points" in text
    assert "not right yet" in text
    assert "Process 3 was left." in text
    assert html.escape(CATALOGUE["no-wait"].title) in text
    assert f'content="{POLICY}"' in text


def test_it_says_which_assignment_file_and_when() -> None:
    text = page(row("w"), CATALOGUE)
    assert '<p class="about">w, graded on 2026-11-29, 10:00 UTC</p>' in text
    assert '<p class="about">w</p>' in text
    assert "class/" not in text
    assert 'name="viewport"' in text


def test_backticks_are_code_and_a_stub_is_no_failure() -> None:
    text = page(row("Use `os.fork` here."), CATALOGUE)
    assert "Use <code>os.fork</code> here." in text
    assert '<td class="word open">' in text
    assert '<td class="word fresh">' in page(row("x", verdict="NOT_STARTED", diagnosis=None), CATALOGUE)


@pytest.mark.parametrize(("feedback", "shown"), [("messages", True), ("public", False), ("none", False)])
def test_what_is_said_of_hidden_checks(feedback: str, shown: bool) -> None:
    content = row("Told of public.")
    checks = content["report"]["exercises"][0]["checks"]
    checks.append({**checks[0], "visibility": "hidden", "title": "Secret.", "message": "Told of hidden."})
    text = page(content, CATALOGUE, feedback)
    assert ("Secret." in text, "Told of hidden." in text) == (shown, shown)
    assert ("It works." in text) == (feedback != "none")
    assert ("Hidden checks: 0 of 1 passed." in text) == (feedback == "public")
    assert "0.5 of 2 points" in text


def test_a_message_that_comes_again_is_said_once() -> None:
    content = row("Process 3 again")
    checks = content["report"]["exercises"][0]["checks"]
    checks.append({**checks[0], "message": "Process 17 again"})
    assert page(content, CATALOGUE).count('<td colspan="3">') == 1


def test_what_has_passed_has_no_message() -> None:
    assert '<td colspan="3">' not in page(row("x", verdict="PASSED", diagnosis=None), CATALOGUE)


def _without_code(found: Reader) -> list[str]:
    """Tags but for those that backticks make."""
    return sorted(tag for tag in found.tags if tag != "code")


@given(
    st.text()
    | st.sampled_from(["<script>alert(1)</script>", "'\"><img src=x onerror=y>", "&lt;", "</style>", "\x00"])
)
def test_no_text_makes_a_tag_or_an_attribute(text: str) -> None:
    found = Reader(page(row(text), CATALOGUE))
    plain = Reader(page(row("ana"), CATALOGUE))
    assert set(found.tags) <= TAGS
    assert _without_code(found) == _without_code(plain) or not text
    assert {name for name, _ in found.attributes} <= {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "colspan",
    }
    shown = "".join(found.texts)
    assert not [c for c in shown if unicodedata.category(c)[0] == "C" and c not in "\n\u200c\u200d"]
