"""The report for a person at a terminal: readable without colour at 80 columns, ASCII of our own.

Student text goes through :mod:`grader.safe` and into ``rich.text.Text``, which reads no markup.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from grader import messages, safe
from grader.messages.causes import ALSO_TO_MEND, Cause, and_more, causes, waiting
from grader.render.text.block import STYLES, Blocks, Known
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

#: Longer lines are hard to read, however wide the window is.
WIDEST: Final = 100
NARROWEST: Final = 40
#: In narrower windows a check's title stands below its verdict.
_BESIDE: Final = 60
#: Words of a command; an option and its value are not parted.
_WORDS: Final = re.compile(r"--\S+ [^-\s]\S*|\S+")
#: Further causes that are named.
_MOST_BESIDE: Final = 2


def render(
    report: Report,
    catalogue: Mapping[str, Known],
    steps: Sequence[tuple[str, str]] = (),
    *,
    width: int = 80,
    colour: bool = False,
    why: str = "",
    verbose: bool = False,
) -> str:
    """Return the report as text, what is to mend first in full; ``verbose`` leaves nothing out.

    ``steps`` are labels (may be empty) and commands. ``why`` stands before them where every check passed.
    """
    console = console_for(width, colour)
    return printed(console, Page(console, catalogue, why, verbose).report(report, steps))


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


class Page(Blocks):
    """Lays one report out in the console's columns."""

    def __init__(
        self, console: Console, catalogue: Mapping[str, Known], why: str = "", verbose: bool = False
    ) -> None:
        super().__init__(console, catalogue, verbose)
        self.why = why

    def report(self, report: Report, steps: Sequence[tuple[str, str]]) -> Iterator[Text]:
        """Yield every line of the report."""
        after_short = False
        for number, exercise in enumerate(report.exercises):
            short = exercise.fresh or (exercise.passed and len(report.exercises) > 1 and not self.verbose)
            if number and not (short and after_short):
                yield Text()
            yield from self.short(exercise) if short else self.exercise(exercise)
            after_short = short
        said = list(self.summary(report))
        if said and report.exercises:
            yield Text()
        yield from said
        yield from self.next_steps(steps)

    def short(self, exercise: ExerciseReport) -> Iterator[Text]:
        """Yield the one line of an exercise that is complete, still the stub, or not there."""
        path, slug = safe.line(exercise.path), safe.line(exercise.slug)
        if exercise.fresh:
            head = Text(path if path.endswith(f"{slug}.py") else f"{slug}: {path}")
            said = f"{_fresh_word(exercise)}, {messages.to_earn(exercise.max_points)}"
        else:
            head = Text(f"{slug}: {safe.line(exercise.title)}")
            said = messages.points_of(exercise.points, exercise.max_points)
        style = STYLES[Verdict.NOT_STARTED if exercise.fresh else Verdict.PASSED]
        yield from self.row(Text(), head, Text(said, style=style))

    def exercise(self, exercise: ExerciseReport) -> Iterator[Text]:
        """Yield heading and causes of one exercise."""
        head = Text(f"{safe.line(exercise.slug)}: {safe.line(exercise.title)}", style="bold")
        tail = messages.points_of(exercise.points, exercise.max_points)
        if exercise.refusal:
            tail = f"{messages.NOT_TAKEN_IN}, {tail}" if exercise.checks else messages.NOT_TAKEN_IN
        yield from self.row(Text(), head, Text(tail, style="bold"))
        self.path = exercise.path
        failed = not (exercise.refusal or exercise.passed) and exercise.checks
        if not failed:  # a cause names the file
            yield from self.block("", Text(safe.line(exercise.path), style="dim"), 0)
        if exercise.refusal:
            yield from (Text(), *self.block("  ", Text(safe.terminal(exercise.refusal)), 2))
        elif not exercise.checks:
            yield from (Text(), *self.block("  ", Text(messages.NO_CHECKS), 2))
        elif failed or self.verbose:
            yield from (Text(), *self.causes(exercise.checks))

    def causes(self, checks: Sequence[CheckResult]) -> Iterator[Text]:
        """Yield the first thing to mend, the others in short, and how many checks passed."""
        found = causes(checks, apart=self.verbose)
        full = found if self.verbose else [c for n, c in enumerate(found) if n == 0 or _is_ours(c)]
        below = list(self.below([cause for cause in found if cause not in full], checks))
        for number, cause in enumerate(full):
            if number:
                yield Text()
            yield from self.cause(cause, len(checks), _count(checks, Verdict.PASSED), len(below))
        yield from below
        if self.verbose:
            yield from self.quiet(checks)

    def below(self, others: Sequence[Cause], checks: Sequence[CheckResult]) -> Iterator[Text]:
        """Yield further causes, one line each, and how many checks could not be tried yet."""
        if others:
            yield from (Text(), Text(ALSO_TO_MEND))
            yield from (line for cause in others[:_MOST_BESIDE] for line in self.beside(cause))
        if len(others) > _MOST_BESIDE:
            yield Text(f"  {and_more(len(others) - _MOST_BESIDE)}", style="dim")
        skipped = _count(checks, Verdict.SKIPPED)
        if skipped and not self.verbose:
            yield from self.block("", Text(waiting(skipped), style="dim"), 0)

    def quiet(self, checks: Sequence[CheckResult]) -> Iterator[Text]:
        """Yield a line per check that passed or was skipped, with the orders that were tried."""
        rest = [check for check in checks if check.verdict in (Verdict.PASSED, Verdict.SKIPPED)]
        column = 2 + max((len(messages.WORDS[check.verdict]) for check in rest), default=0)
        for check in rest:
            yield from self.check(check, column)
            if check.orders:
                yield from self.block("    ", Text(safe.line(check.orders), style="dim"), 4)

    def check(self, check: CheckResult, column: int) -> Iterator[Text]:
        """Yield verdict, title and points of one check."""
        word = Text(f"  {messages.WORDS[check.verdict]}".ljust(2 + column))
        word.stylize(STYLES.get(check.verdict, "red"))
        points = f"{messages.number(check.points)} of {messages.number(check.max_points)}"
        title, right = Text(safe.line(check.title)), Text(points if check.max_points else "")
        if self.columns < _BESIDE:
            word.rstrip()
            yield from self.row(word, Text(), right)
            yield from self.block("    ", title, 4)
        else:
            yield from self.row(word, title, right)

    def summary(self, report: Report) -> Iterator[Text]:
        """Yield points, counts, notices, what was enforced, and why a complete answer is as it is."""
        if not report.exercises:
            yield Text(messages.NOTHING_GRADED)
        elif len(report.exercises) > 1 or report.exercises[0].fresh:
            yield from self.row(Text(), _counts(report), Text(_total(report), style="bold"))
        unjudged = sum(c.verdict is Verdict.GRADER_ERROR for e in report.exercises for c in e.checks)
        if unjudged:
            yield from self.block("", Text(messages.incomplete(unjudged), style="magenta"), 0)
        ran = any(exercise.checks and not exercise.refusal for exercise in report.exercises)
        if ran and (self.verbose or report.isolation == "none"):
            for sentence in messages.enforcement(safe.line(report.isolation), safe.line(report.witness)):
                yield from self.block("", Text(sentence, style="dim"), 0)
        for notice in report.notices:
            yield from self.block("", Text(safe.terminal(notice)), 0)
        if self.verbose and report.exit_code != 0 and _any_begun(report):
            yield from self.block("", Text(messages.seed(report.seed), style="dim"), 0)
        if report.exercises and report.exit_code == 0:
            yield Text(messages.ALL_PASSED, style="green")
            if self.why:
                yield Text()
                yield from self.block("  ", Text(self.why), 2)

    def next_steps(self, steps: Sequence[tuple[str, str]]) -> Iterator[Text]:
        """Yield what to do next, one line each; in a narrow window a command goes on after a backslash."""
        if steps:
            yield Text()
        wide = max((len(label) for label, _ in steps), default=0) + 2
        room = self.columns - wide if self.columns < _BESIDE else None
        for label, step in steps:
            first, *more = _continued(safe.line(step), room)
            yield Text(label.ljust(wide)) + Text(first, style="bold")
            yield from (Text(" " * wide) + Text(line, style="bold") for line in more)


def _continued(step: str, room: int | None) -> list[str]:
    """Return a command in lines that a shell reads as one; what is none, or has room, stays as it is."""
    if room is None or not step.startswith("grade ") or "'" in step:  # a quoted name may hold spaces
        return [step]
    lines = [""]
    for word in _WORDS.findall(step):
        if len(lines[-1]) + len(word) + len("  \\") > room and lines[-1].strip():
            lines[-1] += " \\"
            lines.append(" ")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


def _is_ours(cause: Cause) -> bool:
    return cause.lead.verdict is Verdict.GRADER_ERROR


def _count(checks: Sequence[CheckResult], verdict: Verdict) -> int:
    return sum(check.verdict is verdict for check in checks)


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
