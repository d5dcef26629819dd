from __future__ import annotations

import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import safe

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: Every code point, lone surrogates included, with the dangerous ones made likely.
ANYTHING = st.text(
    st.one_of(
        st.characters(codec=None), st.sampled_from("\x00\x07\x08\x1b\r\n\t\x7f\x85\x9b\u2028\u0300" + BIDI)
    )
)


def active(text: str, allowed: str) -> list[str]:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [c for c in text if unicodedata.category(c) in kinds and c not in allowed + "\u200c\u200d"]


@given(ANYTHING)
def test_nothing_active_reaches_the_terminal(text: str) -> None:
    shown = safe.terminal(text)
    assert active(shown, "\n") == []
    shown.encode("utf-8")


@given(ANYTHING)
def test_a_line_is_one_line(text: str) -> None:
    shown = safe.line(text)
    assert active(shown, "") == []
    assert len(shown.splitlines()) <= 1


@given(ANYTHING)
def test_xml_text_survives_a_round_trip(text: str) -> None:
    shown = safe.xml(text)
    assert active(shown, "\t\n") == []
    element = ElementTree.Element("a", b=shown)
    element.text = shown
    back = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))
    assert (back.text or "") == shown
    assert back.get("b") == shown


@given(ANYTHING)
def test_encodable_text_is_encodable(text: str) -> None:
    safe.encodable(text).encode("utf-8")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_ascii_is_left_alone(text: str) -> None:
    assert safe.line(text, 10_000) == text
    assert safe.xml(text) == text
    assert safe.terminal(text, 10_000) == text.rstrip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("a\rb", "a\\x0db"),
        ("a\r\nb", "a\nb"),
        ("a\tb", "a   b"),
        ("\u202egnp", "\\u202egnp"),
        ("\U000e0041", "\\U000e0041"),
        ("\udc80", "\\udc80"),
        ("größe 世界 👩\u200d💻", "größe 世界 👩\u200d💻"),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + "\\u0301" * 2),
    ],
)
def test_terminal_examples(text: str, shown: str) -> None:
    assert safe.terminal(text) == shown


def test_long_text_is_cut_with_a_note() -> None:
    assert safe.terminal("x" * 12, most_characters=10) == "xxxxxxxxxx\n... (2 more characters)"
    assert safe.terminal("a\nb\nc", most_lines=2) == "a\nb\n... (1 more line)"
    assert len(safe.terminal("\x00" * 10_000_000)) < 10_000
    assert safe.line("y" * 1000).endswith("y...")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::stop-commands::x", ": :stop-commands::x"),
        ("a\n   ::error::b\nc", "a\n   : :error::b\nc"),
        ("x ##[command]rm", "x # #[command]rm"),
        ("##vso[task.complete]", "# #vso[task.complete]"),
        ("##teamcity[a]", "# #teamcity[a]"),
        ("a::b [1::2] # ## heading", "a::b [1::2] # ## heading"),
        ("", ""),
    ],
)
def test_no_line_is_a_command_to_what_reads_a_log(text: str, shown: str) -> None:
    assert safe.calm(text) == shown
    assert safe.calm(shown) == shown
