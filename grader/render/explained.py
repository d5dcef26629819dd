"""One check for a person at a terminal: what it says, what its processes did, who waited for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from rich.text import Text

from grader import messages, safe
from grader.evidence import Evidence, Kind
from grader.messages.causes import causes, trap_of
from grader.render import timeline, waitgraph
from grader.render.lines import duration
from grader.render.terminal import Page, console_for, printed
from grader.render.text.block import Known
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict


class Taught(Known, Protocol):
    """What is needed of a catalogue entry here."""

    @property
    def what_happens(self) -> str:
        """What the learner sees."""

    @property
    def why(self) -> str:
        """Why it is so."""

    @property
    def read_more(self) -> str:
        """A page of the Python documentation."""


def render(
    report: Report,
    check: CheckResult,
    catalogue: Mapping[str, Taught],
    steps: Sequence[tuple[str, str]] = (),
    *,
    width: int = 80,
    colour: bool = False,
) -> str:
    """Return one check of the report's only exercise as text."""
    console = console_for(width, colour)
    page = _Explained(console, catalogue, verbose=True)
    return printed(console, page.shown(report, check, catalogue.get(trap_of(check.diagnosis)), steps))


def name_of(check: CheckResult) -> str:
    """Return the part of a check's id that tells it from the others of its exercise."""
    return check.id.partition("::")[2] or check.id


def chosen(checks: Sequence[CheckResult], wanted: str = "") -> CheckResult | None:
    """Return the check that is meant: of those with this in their id the one that is to be mended first."""
    found = [check for check in checks if wanted in (check.id, name_of(check))]
    found = found or [check for check in checks if wanted in name_of(check)]
    found = found or [check for check in checks if wanted in check.id]
    if wrong := causes(found):
        return wrong[0].lead
    return next((check for check in found if check.verdict is not Verdict.PASSED), next(iter(found), None))


def telling(check: CheckResult) -> int:
    """Return the index of the request to draw: one that did not end, one that left something, or the last."""
    endless = [n for n, one in enumerate(check.evidence) if one.waits]
    leaking = [n for n, one in enumerate(check.evidence) if one.leftovers and check.verdict is Verdict.LEAKED]
    return [*endless, *leaking, len(check.evidence) - 1][0]


class _Explained(Page):
    def shown(
        self, report: Report, check: CheckResult, known: Taught | None, steps: Sequence[tuple[str, str]]
    ) -> Iterator[Text]:
        exercise = report.exercises[0]
        yield from self.row(
            Text(), Text(f"{safe.line(exercise.slug)}: {safe.line(exercise.title)}", style="bold"), Text()
        )
        yield from self.block("", Text(safe.line(f"{exercise.path}, {name_of(check)}"), style="dim"), 0)
        yield Text()
        yield from self.check(check, 2 + len(messages.WORDS[check.verdict]))
        self.path = exercise.path
        if check.verdict is not Verdict.PASSED:
            yield from self.place(check) if check.code else ()
            yield from self.told(check)
        if known is not None and check.verdict is not Verdict.PASSED:
            yield from self.taught(known)
        yield Text()
        yield from self.drawn(check)
        yield from self.rest(report, exercise, check)
        yield from self.next_steps(steps)

    def taught(self, known: Taught) -> Iterator[Text]:
        """Yield everything that the catalogue says, the questions last."""
        yield Text()
        details = [
            (messages.CAUGHT, known.title),
            (messages.HAPPENS, known.what_happens),
            (messages.BECAUSE, known.why),
            *((messages.QUESTION, hint) for hint in known.hints),
        ]
        wide = max(len(label) for label, _ in details) + 4
        for label, text in details:
            yield from self.labelled(label, text, wide)
        yield Text("  " + safe.line(known.read_more))  # in one piece, to be followed

    def drawn(self, check: CheckResult) -> Iterator[Text]:
        """Yield timeline and wait-for graph of the request that tells most."""
        index = telling(check)
        if index < 0:
            yield from self.block("", Text(messages.NO_REQUEST), 0)
            return
        evidence = check.evidence[index]
        yield from self.block("", Text(_heading(evidence, index, len(check.evidence)), style="bold"), 0)
        yield Text()
        deadlocked = check.verdict is Verdict.DEADLOCKED
        for line in timeline.lines(evidence, self.columns, deadlocked=deadlocked):
            yield Text(line)
        graph = waitgraph.lines(evidence, self.columns)
        if graph:
            yield from (Text(), Text(messages.WHO_WAITS, style="bold"), Text())
            yield from (Text(line) for line in graph)

    def rest(self, report: Report, exercise: ExerciseReport, check: CheckResult) -> Iterator[Text]:
        """Yield the other checks that did not pass, notices and the seed."""
        others = [c for c in exercise.checks if c.verdict is not Verdict.PASSED and c.id != check.id]
        said = [safe.terminal(notice) for notice in report.notices]
        if others and check.verdict is not Verdict.NOT_STARTED:
            said.append(messages.other_checks([safe.line(name_of(c)) for c in others]))
        if check.evidence and check.verdict not in (Verdict.PASSED, Verdict.NOT_STARTED):
            said.append(messages.seed(report.seed))
        if said:
            yield Text()
        for sentence in said:
            yield from self.block("", Text(sentence, style="dim"), 0)


def _heading(evidence: Evidence, index: int, count: int) -> str:
    started = sum(process.kind is not Kind.RUNNER for process in evidence.processes)
    return messages.request(
        index + 1, count, duration(evidence.wall_seconds), started, evidence.peak_processes
    )
