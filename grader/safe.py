r"""Make text that a student wrote inert for the place where it is shown.

Nothing is dropped silently: a character that could act instead of being read is written as its
escape (``\x1b``, ``\u202e``), which is plain ASCII everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

from grader import messages

#: The most characters and lines of one text that the terminal shows.
MOST_CHARACTERS: Final = 2_000
MOST_LINES: Final = 40

#: Cc and Cf hold control bytes, escape sequences' first bytes and every bidi control; Cs cannot be
#: encoded; Co, Zl and Zp look like nothing or break lines; Cn may become any of these.
_ACTIVE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Joiners: needed by several scripts and by emoji, and they move no other character.
_HARMLESS: Final = frozenset("\u200c\u200d")
#: What begins a command in a log, up to the place where a space breaks it.
_MARKS: Final = re.compile(r"^[^\S\n]*::|##(?=\[|[a-zA-Z]+\[)", re.MULTILINE)
#: No script stacks more marks on one letter; more of them overprint the lines above.
_MOST_MARKS: Final = 4


def shown(text: str | Path) -> str:
    """Return the text in a form that is safe to print: characters that control a terminal are escaped."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(text))


def escaped(char: str) -> str:
    """Write one character as a Python escape."""
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _inert(text: str, keep: str) -> str:
    """Escape every active character that is not in ``keep``, and stacked combining marks."""
    if text.isascii() and text.isprintable():
        return text
    parts: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        active = category in _ACTIVE and char not in _HARMLESS and char not in keep
        parts.append(escaped(char) if active or marks > _MOST_MARKS else char)
    return "".join(parts)


def terminal(text: str, most_characters: int = MOST_CHARACTERS, most_lines: int = MOST_LINES) -> str:
    """Return lines that a terminal only shows: nothing in them moves, colours or reorders anything.

    Line ends survive (those of Windows as one), tabs become spaces, long text is cut with a note.
    """
    note: list[str] = []
    # Cut before looking at each character: a student's megabyte costs nothing here.
    if len(text) > most_characters:
        note = [messages.cut(len(text) - most_characters, "character")]
        text = text[:most_characters]
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > most_lines:
        note = [messages.cut(len(lines) - most_lines, "line"), *note]
        lines = lines[:most_lines]
    return "\n".join([*(_inert(line.expandtabs(4), "").rstrip() for line in lines), *note])


def line(text: str, most_characters: int = 300) -> str:
    """Return one inert line: for titles, paths and names. A line end is written as an escape."""
    cut = text[:most_characters] + "..." if len(text) > most_characters else text
    return _inert(cut.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"), "")


def calm(text: str) -> str:
    """Return text whose lines are no commands to what reads a log: a space breaks the mark of each.

    GitHub takes ``::`` at a line's start (and ``##[`` anywhere), Azure ``##vso[``, TeamCity ``##teamcity[``.
    """
    return _MARKS.sub(lambda found: f"{found[0][:-1]} {found[0][-1]}", text) if _MARKS.search(text) else text


def xml(text: str) -> str:
    """Return text that XML 1.0 can hold, with the terminal's rules for everything that acts.

    Allowed by XML 1.0: tab, line feed, U+0020 to U+D7FF, U+E000 to U+FFFD, from U+10000 on. Markup
    characters are the XML writer's business.
    """
    return _inert(text.replace("\r\n", "\n"), "\t\n")


def encodable(text: str) -> str:
    """Return text that UTF-8 can hold: lone surrogates (undecodable file names) are escaped."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(escaped(c) if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
    return text


def fenced(text: str) -> str:
    """Return a block of Markdown in which the text is only text: its fence is longer than any in it."""
    shown = terminal(text).replace("\r", "")
    ticks = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}text\n{shown}\n{fence}\n"


def markdown(text: str) -> str:
    """Return one line that Markdown shows as it is: every character with a meaning is escaped."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&:@])", r"\\\1", line(text))


def workflow(text: str) -> str:
    """Return the message of a GitHub workflow command: it cannot end the command or begin another."""
    return terminal(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """Return the value of a property of such a command."""
    return workflow(line(text)).replace(":", "%3A").replace(",", "%2C")
