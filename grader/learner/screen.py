"""What a watch shows: a page that fits the window, a bar of progress, and the keys."""

from __future__ import annotations

import shutil
import sys
from typing import Final

from rich.text import Text

from grader import messages, safe
from grader.learner import sentences
from grader.learner.track import Track
from grader.render.terminal import console_for, printed

#: Clear the window and begin at its top; what was above stays to be scrolled to.
_CLEAR: Final = "\x1b[H\x1b[2J"
_REST_OF_LINE: Final = "\x1b[K"
_BAR: Final = 20
#: Lines of a last paragraph that stays where a page is cut, its blank line included.
_LAST: Final = 3
KEYS: Final = (
    ("h", "hint"), ("e", "explain"), ("n", "next"), ("l", "list"), ("r", "all"), ("v", "full"), ("q", "quit"),
)  # fmt: skip


class Screen:
    """Standard output, as a window that is drawn anew or, where there is none, as text that goes on."""

    def __init__(self, live: bool, colour: bool, keys: bool = True) -> None:
        self.live, self.colour, self._keys = live, colour, keys
        self._status = False

    @property
    def columns(self) -> int:
        """How wide pages are."""
        return shutil.get_terminal_size().columns if self.live else 80

    def page(self, text: str, track: Track, *, whole: bool = False) -> None:
        """Show a page, as much of it as fits if not ``whole``, then progress and keys."""
        lines = text.rstrip("\n").split("\n")
        foot = self._foot(track)
        room = shutil.get_terminal_size().lines - len(foot) - 2
        if self.live and not whole:
            lines = _cut(lines, room)
        body = "\n".join([*lines, "", *foot])
        self._write((_CLEAR if self.live else "") + body + ("\n" if not self.live or self._keys else ""))
        self._status = False

    def status(self, text: str) -> None:
        """Say in one line what goes on; the next status takes its place."""
        if self.live:
            room = max(10, self.columns - 1)
            self._write(f"\r{safe.line(text)[:room]}{_REST_OF_LINE}")
        elif not self._status:
            self._write(f"{safe.line(text)}\n")
        self._status = True

    def end(self, text: str) -> None:
        """Say the last word."""
        self._write((f"\r{_REST_OF_LINE}" if self.live else "") + text + "\n")

    def _foot(self, track: Track) -> list[str]:
        """Return progress and keys, in as few lines as the width allows."""
        console = console_for(self.columns, self.colour)
        count = len(track.bank.exercises)
        full = round(_BAR * track.done / count)
        bar = Text("[") + Text("#" * full, style="green") + Text("-" * (_BAR - full) + "] ")
        texts = [bar + Text(sentences.done_of(track.done, count))]
        if not self.live or self.columns < len(texts[0].plain):
            texts = [Text(sentences.done_of(track.done, count))]
        if self.live:
            texts += _rows(self.columns)
        return printed(console, texts).splitlines()

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _cut(lines: list[str], room: int) -> list[str]:
    """Return as many lines as there is room for; a short last paragraph, which says what is next, stays."""
    if len(lines) <= room:
        return lines
    blank = len(lines) - 1 - lines[::-1].index("") if "" in lines else 0
    end = lines[blank:] if len(lines) - blank <= _LAST else []
    kept = max(1, room - 1 - len(end))
    return [
        *lines[:kept],
        f"... {messages.counted(len(lines) - kept - len(end), 'more line')}: v shows them all",
        *end,
    ]


def _rows(columns: int) -> list[Text]:
    """Return the keys and what they do, in rows that fit."""
    rows, row = [], Text()
    for key, word in KEYS:
        piece = Text(key, style="bold") + Text(f" {word}")
        if row.plain and len(row.plain) + 3 + len(piece.plain) > columns:
            rows.append(row)
            row = Text()
        row = row + Text("   " if row.plain else "") + piece
    return [*rows, row]
