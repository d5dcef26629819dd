"""One cause as a person reads it: what it is, the line, what happened, what was printed, one question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from grader import messages, safe
from grader.messages.causes import PERHAPS, Cause, and_more, because_of_this, fail_too, folded
from grader.render.text.layout import Layout
from grader.report import CheckResult
from grader.verdict import Verdict

_INDENT: Final = "  "
#: Lines of a message, of what a submission printed, and checks that one cause explains.
_MOST_TOLD: Final = 6
_MOST_PRINTED: Final = 4
_MOST_CHECKS: Final = 2

STYLES: Final[dict[Verdict, str]] = {
    Verdict.PASSED: "green",
    Verdict.NOT_STARTED: "cyan",
    Verdict.SKIPPED: "dim",
    Verdict.GRADER_ERROR: "magenta",
}


class Known(Protocol):
    """What the renderer needs of a catalogue entry."""

    @property
    def title(self) -> str:
        """The misconception in one line."""

    @property
    def hints(self) -> Sequence[str]:
        """Questions that lead on."""


class Blocks(Layout):
    """Lays causes out in the console's columns; ``verbose`` leaves nothing out."""

    def __init__(self, console: Console, catalogue: Mapping[str, Known], verbose: bool = False) -> None:
        super().__init__(console)
        self.catalogue = catalogue
        self.verbose = verbose
        self.path = ""

    def cause(self, cause: Cause, count: int) -> Iterator[Text]:
        """Yield one cause; ``count`` is how many checks there are."""
        lead = cause.lead
        yield from self.block("", self.headline(cause), 2)
        yield from self.place(lead)
        yield from self.told(lead)
        yield from self.question(cause)
        yield from self.explained(cause, count)

    def headline(self, cause: Cause) -> Text:
        """Return the verdict, and the misconception or what was asked for."""
        word = messages.WORDS[cause.lead.verdict]
        known = self.catalogue.get(cause.trap) if cause.sure else None
        text = Text(f"{word}: {known.title if known else safe.line(cause.lead.title)}", style="bold")
        text.stylize(STYLES.get(cause.lead.verdict, "red"), 0, len(word) + 1)
        return text

    def place(self, check: CheckResult) -> Iterator[Text]:
        """Yield ``FILE:LINE``, the line and a caret; without a line the file."""
        path = safe.line(self.path)
        if not check.code:
            yield from self.block("", Text(path, style="dim"), 0)
            return
        yield Text(f"{path}:{check.line}")  # in one piece, to be followed
        code = safe.line(check.code, self.columns - 4)
        yield Text(f"    {code}")
        yield Text(f"    {'^' * cell_len(code)}", style="red")

    def told(self, check: CheckResult) -> Iterator[Text]:
        """Yield what happened, what was printed, and how to meet it again."""
        yield Text()
        parts = _told(check).split("\n")
        lines = [line for part in parts for line in self.block(_INDENT, Text(part), 2)]
        more = 0 if self.verbose else len(lines) - _MOST_TOLD
        yield from lines[:_MOST_TOLD] if more > 1 else lines
        if more > 1:
            yield Text(_INDENT + folded(more), style="dim")
        if check.verdict is Verdict.GRADER_ERROR:
            yield from self.block(_INDENT, Text(messages.GRADER_FAULT), 2)
        yield from self.printed(messages.PRINTED, check.stdout)
        yield from self.printed(messages.COMPLAINED, check.stderr, end=True)
        if check.schedule and self.verbose:  # in one piece, to be copied
            yield Text(f"{_INDENT}{messages.ORDER_AGAIN} {safe.line(check.schedule)}", style="dim")

    def printed(self, head: str, raw: str, end: bool = False) -> Iterator[Text]:
        """Yield a few lines of what the submission printed, the last ones if ``end``."""
        lines = safe.terminal(raw).splitlines()
        if not lines:
            return
        yield Text(_INDENT + head, style="dim")
        more = 0 if self.verbose else len(lines) - _MOST_PRINTED
        if more > 1:
            lines = lines[-_MOST_PRINTED:] if end else lines[:_MOST_PRINTED]
        cut = [Text(messages.cut(more, "line"), style="dim")] if more > 1 else []
        shown = [Text(line if self.verbose else safe.line(line, self.columns - 4)) for line in lines]
        for text in [*cut, *shown] if end else [*shown, *cut]:
            yield from self.block("    ", text, 4)

    def question(self, cause: Cause) -> Iterator[Text]:
        """Yield the misconception, if it is a guess, and one question that leads on."""
        known = self.catalogue.get(cause.trap)
        if known is None:
            return
        yield Text()
        if not cause.sure:
            yield from self.labelled(PERHAPS, known.title)
        for hint in list(known.hints)[:1]:
            yield from self.labelled(messages.QUESTION, hint)

    def explained(self, cause: Cause, count: int) -> Iterator[Text]:
        """Yield which checks fail because of this: the first of them, or all."""
        checks = list(cause.checks)
        if cause.sure:
            said = because_of_this(len(checks), count)
        else:  # the title of the lead is the headline
            checks = checks if self.verbose else [check for check in checks if check is not cause.lead]
            said = fail_too(len(checks), bool(cause.trap))
        if not checks:
            return
        yield Text()
        yield from self.block("", Text(said), 0)
        most = len(checks) if self.verbose or len(checks) <= _MOST_CHECKS + 1 else _MOST_CHECKS
        for check in checks[:most]:
            title = safe.line(check.title)
            if not self.verbose:
                yield Text(_INDENT) + Text(cut_to(title, self.columns - 2))
            else:
                points = f"{messages.number(check.points)} of {messages.number(check.max_points)}"
                yield from self.row(Text(_INDENT), Text(title), Text(points if check.max_points else ""))
        if len(checks) > most:
            yield Text(_INDENT + and_more(len(checks) - most), style="dim")

    def beside(self, cause: Cause) -> Iterator[Text]:
        """Yield a further cause in short."""
        lead, known = cause.lead, self.catalogue.get(cause.trap)
        where = f" ({safe.line(self.path)}:{lead.line})" if lead.line else ""
        title = known.title if known else safe.line(lead.title)
        text = f"{messages.WORDS[lead.verdict]}: {title}"
        yield Text(_INDENT) + Text(cut_to(text, self.columns - 2 - cell_len(where)) + where)

    def labelled(self, label: str, text: str, wide: int = 0) -> Iterator[Text]:
        """Yield a detail with its label in front, in ``wide`` columns; further lines stand under the text."""
        head = Text(f"{_INDENT}{label}: ".ljust(wide), style="dim")
        yield from self.row(head, Text(safe.line(text)), Text())


def cut_to(text: str, room: int) -> str:
    """Return text in at most so many columns."""
    return text if cell_len(text) <= room else set_cell_size(text, max(4, room) - 3).rstrip() + "..."


def _told(check: CheckResult) -> str:
    """Return what is told about a check: its message or the verdict's own."""
    return safe.terminal(check.message.strip("\n")) or messages.MEANINGS[check.verdict]
