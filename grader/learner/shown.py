"""The pages of a learner's way: one exercise as a card, all of them as a list."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from grader import messages
from grader.bank import Bank
from grader.exercise import Exercise
from grader.learner import sentences
from grader.learner.track import Track, gist
from grader.render.terminal import Page
from grader.report import ExerciseReport

#: Narrower lists have no titles.
_TITLES = 60


def card(
    console: Console, track: Track, exercise: Exercise, steps: Sequence[tuple[str, str]]
) -> Iterator[Text]:
    """Yield what a learner sees of an exercise before they begin, and what to do then."""
    page = Page(console, {})
    head = Text(f"{exercise.slug}: {exercise.title}", style="bold")
    yield from page.row(Text(), head, Text(messages.listed(exercise.points), style="bold"))
    where = f"Exercise {track.place(exercise)} of {len(track.bank.exercises)}"
    yield Text(where, style="dim")
    if about := gist(exercise):
        yield Text()
        yield from page.block("  ", Text(about), 2)
    yield from page.next_steps(steps)


def success(
    console: Console, report: ExerciseReport, exercise: Exercise, steps: Sequence[tuple[str, str]]
) -> Iterator[Text]:
    """Yield that an exercise is complete, why its answer is as it is, and what to do next."""
    page = Page(console, {})
    head = Text(f"{exercise.slug}: {exercise.title}", style="bold")
    points = messages.points_of(report.points, report.max_points)
    yield from page.row(Text(), head, Text(points, style="bold"))
    yield Text()
    yield Text(sentences.all_passed(len(report.checks)), style="green")
    if exercise.why:
        yield Text()
        yield from page.block("  ", Text(exercise.why), 2)
    yield from page.next_steps(steps)


def hints(slug: str, texts: Sequence[str], number: int, columns: int) -> str:
    """Return the first hints of an exercise, the newest first."""
    room = min(columns, 80) - 2
    parts = []
    for index in range(number, 0, -1):
        filled = textwrap.fill(texts[index - 1], room, initial_indent="  ", subsequent_indent="  ")
        parts.append(f"{messages.hint_heading(slug, index, len(texts))}\n\n{filled}")
    return "\n\n".join(parts)


def listing(bank: Bank) -> list[str]:
    """Return the exercises and their points, line by line."""
    wide = max((len(exercise.slug) for exercise in bank.exercises), default=0)

    def row(exercise: Exercise) -> str:
        return f"  {exercise.slug.ljust(wide)}  {messages.listed(exercise.points):>10}  {exercise.title}"

    total = messages.listed(sum(exercise.points for exercise in bank.exercises))
    end = ["", f"{messages.counted(len(bank.exercises), 'exercise')}, {total}."]
    return [*_by_topic(bank, row), *end, *_later(bank)]


def progress(track: Track, columns: int) -> list[str]:
    """Return the exercises and how far the learner is, line by line."""
    bank, current = track.bank, track.current
    wide = max(len(exercise.slug) for exercise in bank.exercises)

    def row(exercise: Exercise) -> str:
        mark = ">" if exercise is current else " "
        word = "done" if track.passed(exercise.slug) else ""
        points = sentences.standing(track.standing(exercise.slug), exercise.points)
        title = f"  {exercise.title}" if columns >= _TITLES else ""
        return f"{mark} {word:4}  {exercise.slug.ljust(wide)}  {points:>8}{title}".rstrip()

    got = sum(found.points for e in bank.exercises if (found := track.standing(e.slug)))
    total = messages.points_of(got, sum(exercise.points for exercise in bank.exercises))
    end = ["", f"{sentences.done_of(track.done, len(bank.exercises))}, {total}."]
    return [*_by_topic(bank, row), *end, *_later(bank)]


def _later(bank: Bank) -> list[str]:
    """Say what the checks are worth that are not here, if there are any."""
    later = sum(e.points_when_graded - e.points for e in bank.exercises if e.points_when_graded)
    return [messages.more_points(later)] if later else []


def _by_topic(bank: Bank, row: Callable[[Exercise], str]) -> list[str]:
    lines: list[str] = []
    topic = ""
    for exercise in bank.exercises:
        if exercise.topic != topic:
            lines += ["", exercise.topic] if topic else [exercise.topic]
            topic = exercise.topic
        lines.append(row(exercise))
    return lines
