"""One choice, or the end, of a scene whose order a person chooses: a page of 80 columns and 24 lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from grader import safe
from grader.messages.checks.switches import WORDS, named
from grader.render.terminal import Page, console_for, printed
from grader.testing.schedules.interactive import Stand, Turn

LINES: Final = 24
#: Lines of the learner's file, and of the list of processes.
SHOWN: Final = 9
MOST: Final = 7
KEYS: Final = "Number: that one goes on.  Enter: the first.  r: run on.  u: undo.  q: quit."
OVER: Final = "u: undo the last switch.  n: begin again.  q: quit."
NOT_BROKEN: Final = "You could not break it: the result is right in this order."
BROKEN: Final = "You broke it."


class _Board(Page):
    def head(self, title: str, right: str) -> Iterator[Text]:
        room = self.columns - len(right) - 4
        text = safe.line(title)
        cut = text if len(text) <= room else text[: room - 3].rstrip() + "..."
        yield from self.row(Text(), Text(cut, style="bold"), Text(right, style="dim"))
        yield self.rule()

    def rule(self) -> Text:
        return Text("-" * self.columns, style="dim")

    def code(self, source: Sequence[str], stands: Sequence[Stand]) -> Iterator[Text]:
        """Yield the lines at which somebody stands, and those around them."""
        lines = [stand.line for stand in stands if stand.line]
        middle = lines[0] if lines else 1
        first = max(1, min(middle - SHOWN // 2, len(source) - SHOWN + 1))
        for number in range(first, first + SHOWN):
            text = safe.line(source[number - 1]) if number <= len(source) else ""
            here = [stand.thread for stand in stands if stand.line == number]
            mark = f"{' '.join(_short(name) for name in here)} >" if here else ""
            row = Text(f"{mark:>10} {number if text or number <= len(source) else '':>4}  ", style="dim")
            row.append(text[: self.columns - 18], style="bold" if here else "")
            yield row

    def asked(self, stands: Sequence[Stand]) -> Iterator[Text]:
        """Yield everybody with a key, and those who wait without one."""
        yield Text("Who goes on?", style="bold")
        for number, stand in enumerate(stands[:MOST], 1):
            key = str(number) if stand.ready else " "
            row = Text(f"  {key}  ", style="bold")
            row.append(f"{named(stand.thread):<24}", style="" if stand.ready else "dim")
            row.append(_where(stand), style="" if stand.ready else "dim")
            if stand.last:
                row.append("  (went last)", style="dim")
            yield row


def _short(thread: str) -> str:
    process, _, number = thread.partition(".")
    return ("caller" if process == "0" else process) + ("'" * int(number) if int(number) < 4 else "'")


def _where(stand: Stand) -> str:
    """What a thread is about to do, or waits for."""
    if stand.line:
        return f"is at line {stand.line}"
    if not stand.ready:
        return "waits"
    return WORDS.get(stand.call, "is about to go on")


def choice(
    title: str, source: Sequence[str], turn: Turn, number: int, *, width: int = 80, colour: bool = False
) -> str:
    """Return the page of one choice."""
    console = console_for(width, colour)
    board = _Board(console, {})
    stands = turn.stands(number)
    count = len(turn.choices)
    right = f"choice {number + 1} of {turn.played.count}, {count} switch{'' if count == 1 else 'es'}"
    texts = [*board.head(title, right), *board.code(source, stands), board.rule(), *board.asked(stands)]
    return _page(printed(console, texts), printed(console, [board.rule(), Text(KEYS, style="dim")]))


def end(title: str, turn: Turn, again: str, *, width: int = 80, colour: bool = False) -> str:
    """Return the page of the end: what was lost, who waits for whom, or that nothing was found."""
    console = console_for(width, colour)
    board = _Board(console, {})
    count = len(turn.choices)
    texts = list(board.head(title, f"{count} switch{'' if count == 1 else 'es'}"))
    texts.append(Text())
    if turn.finding is None:
        texts.append(Text(NOT_BROKEN, style="bold green"))
    else:
        texts += [Text(BROKEN, style="bold red"), Text()]
        for part in safe.terminal(turn.finding.message).split("\n")[:12]:
            texts += board.block("", Text(part), 0)
        texts += [Text(), *board.block("", Text(f"To play this order again: {again}", style="dim"), 0)]
    return _page(printed(console, texts), printed(console, [board.rule(), Text(OVER, style="dim")]))


def _page(top: str, foot: str) -> str:
    """Fill the page up, so that the foot is always in the same place."""
    room = LINES - foot.count("\n")
    lines = top.splitlines()[:room]
    return "\n".join([*lines, *[""] * (room - len(lines))]) + "\n" + foot.rstrip("\n")
