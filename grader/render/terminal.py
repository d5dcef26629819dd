"""The report for a person at a terminal: readable without colour at 80 columns, ASCII of our own.

Student text goes through :mod:`grader.safe` and into ``rich.text.Text``, which reads no markup.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from grader import messages, safe
from grader.render.layout import Layout
from grader.scoring import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

#: Longer lines are hard to read, however wide the window is.
WIDEST: Final = 100
NARROWEST: Final = 40
#: In narrower windows a check's title stands below its verdict.
_BESIDE: Final = 60
_DETAIL: Final = 6
#: Lines of what a submission printed.
_MOST_PRINTED: Final = 6
_PROCESS: Final = re.compile(r"\b([Pp]rocess) \d+")
_LABEL: Final = 2 + max(len(messages.CAUGHT), len(messages.QUESTION))

_STYLES: Final[dict[Verdict, str]] = {
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


def render(
    report: Report,
    catalogue: Mapping[str, Known],
    steps: Sequence[tuple[str, str]] = (),
    *,
    width: int = 80,
    colour: bool = False,
    why: str = "",
) -> str:
    """Return the whole report as text.

    ``steps`` are labels (may be empty) and commands. ``why`` stands before them where every check passed.
    """
    console = console_for(width, colour)
    return printed(console, Page(console, catalogue, why).report(report, steps))


def console_for(width: int, colour: bool) -> Console:
    """Return a console that lays out in ``width`` columns and reads no markup."""
    return Console(
        file=io.StringIO(),
        width=max(NARROWEST, min(width, WIDEST)),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )


def printed(console: Console, texts: Iterable[Text]) -> str:
    """Return the lines as text."""
    with console.capture() as capture:
        for text in texts:
            console.print(text, soft_wrap=True)
    return capture.get()


def line_for(exercise: ExerciseReport) -> str:
    """Return one exercise as one line: what is printed when it is done and nobody watches."""
    slug = safe.line(exercise.slug)
    if exercise.fresh:
        return f"{slug}  {_fresh_word(exercise)}"
    if exercise.refusal:
        return f"{slug}  {messages.NOT_TAKEN_IN}"
    return f"{slug}  {messages.points_of(exercise.points, exercise.max_points)}"


class Page(Layout):
    """Lays one report out in the console's columns."""

    def __init__(self, console: Console, catalogue: Mapping[str, Known], why: str = "") -> None:
        super().__init__(console)
        self.why = why
        self.path = ""
        self.catalogue = catalogue

    def report(self, report: Report, steps: Sequence[tuple[str, str]]) -> Iterator[Text]:
        """Yield every line of the report."""
        words = {c.verdict for e in report.exercises if not (e.fresh or e.refusal) for c in e.checks}
        column = 2 + max((len(messages.WORDS[verdict]) for verdict in words), default=0)
        gap, single = False, len(report.exercises) == 1
        for exercise in report.exercises:
            fresh = exercise.fresh
            if gap and not fresh:
                yield Text()
            yield from self.fresh(exercise) if fresh else self.exercise(exercise, column, single)
            gap = True
            if not fresh:
                yield Text()
                gap = False
        if gap:
            yield Text()
        yield from self.summary(report, steps)

    def fresh(self, exercise: ExerciseReport) -> Iterator[Text]:
        """Yield the one line of an exercise that is still the stub, or is not there."""
        path, slug = safe.line(exercise.path), safe.line(exercise.slug)
        head = Text(path if path.endswith(f"{slug}.py") else f"{slug}: {path}")
        tail = Text(
            f"{_fresh_word(exercise)}, {messages.to_earn(exercise.max_points)}",
            style=_STYLES[Verdict.NOT_STARTED],
        )
        yield from self.row(Text(), head, tail)

    def exercise(self, exercise: ExerciseReport, column: int, single: bool) -> Iterator[Text]:
        """Yield heading, path and checks of one exercise; of a single one also which orders were tried."""
        head = Text(f"{safe.line(exercise.slug)}: {safe.line(exercise.title)}", style="bold")
        tail = messages.points_of(exercise.points, exercise.max_points)
        if exercise.refusal:
            tail = f"{messages.NOT_TAKEN_IN}, {tail}" if exercise.checks else messages.NOT_TAKEN_IN
        yield from self.row(Text(), head, Text(tail, style="bold"))
        yield from self.block("", Text(safe.line(exercise.path), style="dim"), 0)
        yield Text()
        if exercise.refusal:
            yield from self.block("  ", Text(safe.terminal(exercise.refusal)), 2)
            return
        if not exercise.checks:
            yield from self.block("  ", Text(messages.NO_CHECKS), 2)
        self.path = exercise.path
        yield from self.checks(exercise.checks, column, single)

    def checks(self, checks: Sequence[CheckResult], column: int, tell_orders: bool = False) -> Iterator[Text]:
        """Yield a line per check, and what to know about those that did not pass, once each."""
        same = Counter(_likeness(c) for c in checks if c.verdict is not Verdict.PASSED)
        told: set[tuple[str, str]] = set()
        taught: set[str] = set()
        spaced = False
        for check in checks:
            if spaced:
                yield Text()
                spaced = False
            yield from self.check(check, column)
            likeness = _likeness(check)
            if check.verdict is Verdict.PASSED and tell_orders and check.orders:
                yield from self.block(" " * _DETAIL, Text(safe.line(check.orders), style="dim"), _DETAIL)
            if check.verdict is Verdict.PASSED or likeness in told:
                continue
            told.add(likeness)
            spaced = True
            yield from self.details(check, same[likeness] - 1, taught)

    def check(self, check: CheckResult, column: int) -> Iterator[Text]:
        """Yield verdict, title and points of one check."""
        word = Text(f"  {messages.WORDS[check.verdict]}".ljust(2 + column))
        word.stylize(_STYLES.get(check.verdict, "red"))
        points = f"{messages.number(check.points)} of {messages.number(check.max_points)}"
        title, right = Text(safe.line(check.title)), Text(points if check.max_points else "")
        if self.columns < _BESIDE:
            word.rstrip()
            yield from self.row(word, Text(), right)
            yield from self.block("    ", title, 4)
        else:
            yield from self.row(word, title, right)

    def details(self, check: CheckResult, more: int, taught: set[str]) -> Iterator[Text]:
        """Yield message, known trap and question of one check that did not pass."""
        indent = " " * _DETAIL
        yield from self.told(check)
        known = self.catalogue.get(check.diagnosis or "")
        if known and check.diagnosis and check.diagnosis not in taught:
            taught.add(check.diagnosis)
            yield from self.labelled(messages.CAUGHT, known.title)
            for hint in list(known.hints)[:1]:
                yield from self.labelled(messages.QUESTION, hint)
        if more:
            yield from self.block(indent, Text(messages.same_for(more), style="dim"), _DETAIL)

    def told(self, check: CheckResult) -> Iterator[Text]:
        """Yield the message of one check."""
        indent = " " * _DETAIL
        for part in _told(check).split("\n"):
            yield from self.block(indent, Text(part), _DETAIL)
        if check.verdict is Verdict.GRADER_ERROR:
            yield from self.block(indent, Text(messages.GRADER_FAULT), _DETAIL)
        if check.code:
            yield Text(f"{indent}{safe.line(self.path)}:{check.line}", style="dim")
            code = safe.line(check.code, self.columns - _DETAIL - 2)
            yield Text(f"{indent}  {code}")
            yield Text(f"{indent}  {'^' * cell_len(code)}", style="red")
        yield from self.printed(messages.PRINTED, check.stdout)
        yield from self.printed(messages.COMPLAINED, check.stderr, end=True)
        if check.schedule:  # in one piece, to be copied
            yield Text(indent + f"{messages.ORDER_AGAIN} {safe.line(check.schedule)}", style="dim")

    def printed(self, head: str, raw: str, end: bool = False) -> Iterator[Text]:
        """Yield a few lines of what the submission printed, the last ones if ``end``."""
        lines = safe.terminal(raw).splitlines()
        if lines:
            yield Text(" " * _DETAIL + head, style="dim")
            more = len(lines) - _MOST_PRINTED
            shown = (lines[-_MOST_PRINTED:] if end else lines[:_MOST_PRINTED]) if more > 1 else lines
            cut = [Text(messages.cut(more, "line"), style="dim")] if more > 1 else []
            texts = [Text(line) for line in shown]
            for text in [*cut, *texts] if end else [*texts, *cut]:
                yield from self.block(" " * (_DETAIL + 2), text, _DETAIL + 2)

    def labelled(self, label: str, text: str) -> Iterator[Text]:
        """Yield a detail with its label in front, further lines under the text."""
        head = Text(" " * _DETAIL + f"{label}:".ljust(_LABEL))
        head.stylize("dim")
        yield from self.row(head, Text(safe.line(text)), Text())

    def summary(self, report: Report, steps: Sequence[tuple[str, str]]) -> Iterator[Text]:
        """Yield points, counts, what was enforced, notices, and the next command."""
        if not report.exercises:
            yield Text(messages.NOTHING_GRADED)
        else:
            yield from self.row(Text(), _counts(report), Text(_total(report), style="bold"))
        unjudged = sum(c.verdict is Verdict.GRADER_ERROR for e in report.exercises for c in e.checks)
        if unjudged:
            yield from self.block("", Text(messages.incomplete(unjudged), style="magenta"), 0)
        if any(exercise.checks and not exercise.refusal for exercise in report.exercises):
            for sentence in messages.enforcement(safe.line(report.isolation), safe.line(report.witness)):
                yield from self.block("", Text(sentence, style="dim"), 0)
        for notice in report.notices:
            yield from self.block("", Text(safe.terminal(notice)), 0)
        if report.exit_code != 0 and _any_begun(report):
            yield from self.block("", Text(messages.seed(report.seed), style="dim"), 0)
        if report.exercises and report.exit_code == 0:
            yield Text(messages.ALL_PASSED, style="green")
            if self.why:
                yield Text()
                yield from self.block("  ", Text(self.why), 2)
        yield from self.next_steps(steps)

    def next_steps(self, steps: Sequence[tuple[str, str]]) -> Iterator[Text]:
        """Yield what to do next, one line each."""
        if steps:
            yield Text()
        wide = max((len(label) for label, _ in steps), default=0) + 2
        for label, step in steps:
            yield Text(label.ljust(wide)) + Text(safe.line(step), style="bold")


def _told(check: CheckResult) -> str:
    """Return what is told about a check: its message or the verdict's own."""
    return safe.terminal(check.message.strip("\n")) or messages.MEANINGS[check.verdict]


def _likeness(check: CheckResult) -> tuple[str, str]:
    """Return what makes two checks the same to a reader; process numbers differ with every request."""
    return _PROCESS.sub(r"\1", _told(check)), check.diagnosis or ""


def _counts(report: Report) -> Text:
    """Count exercises by how far they are."""
    done = sum(exercise.passed for exercise in report.exercises)
    fresh = sum(exercise.fresh for exercise in report.exercises)
    return Text(messages.totals(done, len(report.exercises) - done - fresh, fresh))


def _fresh_word(exercise: ExerciseReport) -> str:
    return messages.WORDS[Verdict.NOT_STARTED] if exercise.handed_in else messages.NO_FILE


def _any_begun(report: Report) -> bool:
    """Whether any submission was more than the stub."""
    return any(e.checks and not e.refusal and not e.fresh for e in report.exercises)


def _total(report: Report) -> str:
    return messages.points_of(report.points, report.max_points)
