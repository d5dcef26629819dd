"""One cause as a person reads it: what it is, the line, what happened, what was printed, one question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from grader import messages, safe
from grader.messages.causes import PERHAPS, Cause, and_more, because_of_this, fail_too, folded, sentences
from grader.render.text.layout import Layout
from grader.report import CheckResult
from grader.verdict import Verdict

_INDENT: Final = "  "
#: Lines of a message, and of what a submission printed.
_MOST_TOLD: Final = 6
_MOST_PRINTED: Final = 4
_LEAST_PRINTED: Final = 3
#: A usual failure fits into a window of so many lines.
LINES: Final = 24
_NO_END: Final = 1_000
#: Of these stand around a block: the exercise with a free line, and the next steps with another one.
_AROUND: Final = 7

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

    def cause(self, cause: Cause, count: int, passed: int = 0, beside: int = 0) -> Iterator[Text]:
        """Yield one cause; of ``count`` checks so many passed, and ``beside`` lines stand below the block."""
        lead = cause.lead
        head = [*self.block("", self.headline(cause), 2), *self.place(lead), Text()]
        question = list(self.question(cause))
        told = list(self.story(lead))
        named = list(self.explained(cause, count, passed))
        checks = [text for text, _ in named]
        rows = _NO_END
        if not self.verbose:
            room = LINES - _AROUND - beside - len(head) - len(question)
            wanted = (2 + _MOST_PRINTED) * (bool(lead.stdout.strip()) + bool(lead.stderr.strip()))
            most = max(4, min(6, room - len(told) - wanted))
            checks = self.cut_down(checks, most, lambda lines: and_more(sum(n for _, n in named[-lines:])))
            told = self.cut_down(told, max(3, min(_MOST_TOLD, room - min(wanted, 4) - len(checks))), folded)
            rows = min(wanted, max(3, room - len(told) - len(checks)))
        output = list(self.output(lead, rows))
        yield from [*head, *told, *output, *question, *checks]

    def cut_down(self, lines: list[Text], most: int, said: Callable[[int], str]) -> list[Text]:
        """Return at most so many lines; the last of them says how many more there are."""
        if len(lines) <= most:
            return lines
        return [*lines[: most - 1], Text(_INDENT + said(len(lines) - most + 1), style="dim")]

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
        code = cut_to(safe.line(check.code), self.columns - 4)
        yield Text(f"    {code}")
        yield Text(f"    {'^' * cell_len(code)}", style="red")

    def told(self, check: CheckResult) -> Iterator[Text]:
        """Yield what happened, what was printed, and how to meet it again."""
        yield from (Text(), *self.story(check), *self.output(check, _NO_END))

    def story(self, check: CheckResult) -> Iterator[Text]:
        """Yield what happened."""
        for part in _told(check).split("\n"):
            yield from self.block(_INDENT, Text(part), 2)
        if check.verdict is Verdict.GRADER_ERROR:
            yield from self.block(_INDENT, Text(messages.GRADER_FAULT), 2)

    def output(self, check: CheckResult, rows: int) -> Iterator[Text]:
        """Yield what was printed, in so many lines; errors alone if not both fit."""
        both = bool(check.stdout.strip()) and bool(check.stderr.strip()) and rows < _NO_END
        first = rows // 2 if both else rows
        if first >= _LEAST_PRINTED:
            yield from self.printed(messages.PRINTED, check.stdout, first)
            rows -= first if both else 0
        yield from self.printed(messages.COMPLAINED, check.stderr, rows, end=True)
        if check.schedule and self.verbose:  # in one piece, to be copied
            yield Text(f"{_INDENT}{messages.ORDER_AGAIN} {safe.line(check.schedule)}", style="dim")

    def printed(self, head: str, raw: str, rows: int, end: bool = False) -> Iterator[Text]:
        """Yield a few lines of what the submission printed, the last ones if ``end``."""
        lines = [line for line in safe.terminal(raw).splitlines() if self.verbose or line.strip()]
        if not lines:
            return
        yield Text(_INDENT + head, style="dim")
        most = rows - 1 if len(lines) < rows else max(1, rows - 2)
        more = len(lines) - most
        if more > 0:
            lines = lines[-most:] if end else lines[:most]
        cut = [Text(messages.cut(more, "line"), style="dim")] if more > 0 else []
        shown = [Text(line if self.verbose else cut_to(line, self.columns - 4)) for line in lines]
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

    def explained(self, cause: Cause, count: int, passed: int) -> Iterator[tuple[Text, int]]:
        """Yield which checks fail because of this, how many passed; and for how many each line stands."""
        checks = list(cause.checks)
        if cause.sure:
            said = because_of_this(len(checks), count, passed)
        else:  # the title of the lead is the headline
            checks = checks if self.verbose else [check for check in checks if check is not cause.lead]
            said = fail_too(len(checks), bool(cause.trap), passed, count)
        yield Text(), 0
        yield from ((line, 0) for line in self.block("", Text(said), 0))
        if not self.verbose:
            for sentence, end, alike in sentences(checks):
                end = safe.line(end)
                room = self.columns - 2 - cell_len(end)
                yield Text(_INDENT + cut_to(safe.line(sentence), room) + end), alike
            return
        for check in checks:
            points = f"{messages.number(check.points)} of {messages.number(check.max_points)}"
            title = Text(safe.line(check.title))
            for line in self.row(Text(_INDENT), title, Text(points if check.max_points else "")):
                yield line, 1

    def beside(self, cause: Cause) -> Iterator[Text]:
        """Yield a further cause in short."""
        lead, known = cause.lead, self.catalogue.get(cause.trap)
        where = f" (line {lead.line})" if lead.line else ""
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
