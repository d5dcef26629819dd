"""Texts in the columns of a console: wrapped, indented, and with something at the right edge."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text


class Layout:
    """Lays texts out in the columns of a console."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.columns = console.width

    def row(self, left: Text, middle: Text, right: Text) -> Iterator[Text]:
        """Yield ``middle`` wrapped between ``left`` and a right-aligned ``right``, both on its first line."""
        start = left.cell_len
        room = self.columns - start - (right.cell_len + 2 if right.cell_len else 0)
        for index, part in enumerate(self.wrapped(middle, room)):
            text = (left if index == 0 else Text(" " * start)) + part
            if index == 0 and right.cell_len:
                text.append(" " * (self.columns - text.cell_len - right.cell_len))
                text.append_text(right)
            yield text

    def block(self, first: str, text: Text, indent: int) -> Iterator[Text]:
        """Yield ``text`` wrapped, with its own leading spaces kept on every line."""
        own = len(text.plain) - len(text.plain.lstrip(" "))
        own = min(own, self.columns - indent - 20)
        for index, part in enumerate(self.wrapped(text[own:], self.columns - indent - own)):
            text = Text((first if index == 0 else " " * indent) + " " * own) + part
            text.rstrip()
            yield text

    def wrapped(self, text: Text, room: int) -> list[Text]:
        """Return the lines of ``text`` in ``room`` columns; long words are broken, not cut."""
        lines = list(text.wrap(self.console, max(10, room), overflow="fold"))
        for line in lines:
            line.rstrip()
        return lines or [Text()]
