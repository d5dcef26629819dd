"""``grade watch``: a verdict after every save, and keys for what may be wanted then."""

from __future__ import annotations

import secrets
import selectors
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from grader import judge, material, messages
from grader.bank import Bank
from grader.course.diagnoses import Diagnosis
from grader.errors import ForkloreError, SetupError
from grader.intake.files import Refusal, read_source
from grader.judge.warm import Warm
from grader.learner import sentences, shown, state
from grader.learner.changes import Changes
from grader.learner.keys import Keys
from grader.learner.screen import Screen
from grader.learner.track import Track, path_in
from grader.render import explained, terminal

if TYPE_CHECKING:
    from grader.exercise import Exercise
    from grader.report import CheckResult, ExerciseReport, Report

#: Seconds after which a run that goes on is spoken of again.
_TICK: Final = 0.5


class Quit(Exception):
    """The learner has had enough."""


class Watch:
    """One watch over a started folder."""

    def __init__(
        self,
        home: Path,
        bank: Bank,
        catalogue: Mapping[str, Diagnosis],
        keys: Keys,
        screen: Screen,
        isolation: str,
    ) -> None:
        self._home, self._bank, self._catalogue = home, bank, catalogue
        self._keys, self._screen = keys, screen
        self._options = judge.Options(jobs=1, seed=secrets.randbelow(2**32), isolation=isolation)
        self._track = Track(bank, state.load(home))
        self._warm: Warm | None = None
        self._report: Report | None = None
        self._source: bytes | None = None
        self._hints = 0
        self._began = 0.0
        self._checks = 0
        self._page: Callable[[], str] = lambda: ""
        self._full = self._page

    def run(self) -> None:
        """Watch until the learner quits."""
        try:
            with Changes(self._home / "exercises") as changes:
                self._turn_to(self._track.current)
                while True:
                    self._wait(changes)
        except Quit:
            self._screen.end(sentences.WATCH_OVER)
        finally:
            self._let_go()

    # -- events -----------------------------------------------------------------------------

    def _wait(self, changes: Changes) -> None:
        """Wait for a key, a save or a word from the judge, and act on it."""
        with selectors.DefaultSelector() as selector:
            selector.register(changes, selectors.EVENT_READ, "saved")
            for descriptor, kind in self._keys.sources().items():
                selector.register(descriptor, selectors.EVENT_READ, kind)
            if self._warm is not None:
                selector.register(self._warm, selectors.EVENT_READ, "judge")
            came = {key.data for key, _ in selector.select(_TICK if self._busy else None)}
        if "keys" in came:
            for key in self._keys.pressed():
                self._press(key)
        if "news" in came and self._keys.news():
            self._draw()
        if "saved" in came:
            self._saved(changes.saved())
        elif "judge" in came:
            self._hear()
        if self._busy:
            self._say_how_far()

    def _press(self, key: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "h": self._hint,
            "e": self._explain,
            "n": self._next,
            "l": self._list,
            "r": self._all,
            "v": lambda: self._draw(whole=True),
            "\n": self._grade,
        }
        if key in ("q", "\x04"):
            raise Quit
        if key in acts and not self._busy:
            acts[key]()

    def _saved(self, paths: set[Path]) -> None:
        """Grade what was saved: the current exercise or, if another one was changed, that one."""
        own = path_in(self._home, self._track.current)
        others = [e for e in self._bank.exercises if path_in(self._home, e) in paths]
        if own not in paths and len(others) == 1 and _read(path_in(self._home, others[0]))[0]:
            self._turn_to(others[0])
        elif own in paths and _read(own)[0] not in (b"", self._source):
            self._grade()

    # -- grading ----------------------------------------------------------------------------

    @property
    def _busy(self) -> bool:
        return self._warm is not None and self._warm.busy

    def _turn_to(self, exercise: Exercise) -> None:
        """Make an exercise the current one, and grade it."""
        state.save(self._home, msgspec.structs.replace(state.load(self._home), current=exercise.slug))
        self._track = Track(self._bank, state.load(self._home))
        self._let_go()
        self._hints = 0
        self._grade()

    def _grade(self) -> None:
        """Hand the current exercise's file in; what was at work on an older one is given up."""
        exercise = self._track.current
        path = path_in(self._home, exercise)
        self._source, refusal = _read(path)
        if self._busy:
            self._let_go()
        name = path.relative_to(self._home)
        same = material.is_untouched(self._source, exercise)
        submission = judge.SubmittedFile(exercise, str(name), self._source, refusal, untouched=same)
        self._checks, self._began = 0, time.monotonic()
        self._say_how_far()
        if self._warm is None:
            self._warm = Warm(exercise, self._options)
        self._warm.hand_in(submission, self)

    def _hear(self) -> None:
        assert self._warm is not None
        try:
            report = self._warm.hear()
        except SetupError:
            raise
        except ForkloreError as error:
            self._let_go()
            said = f"{error.sentence} {error.fix}".strip()
            self._show(lambda: said)
            return
        if report is not None:
            self._report = report
            slug = report.exercises[0].slug
            self._track = Track(self._bank, state.note(self._home, report, {slug: self._source or b""}))
            self._show(self._verdict, self._whole)

    def _let_go(self) -> None:
        if self._warm is not None:
            self._warm.close()
            self._warm = None

    def _say_how_far(self) -> None:
        seconds = int(time.monotonic() - self._began)
        self._screen.status(sentences.grading(self._track.current.slug, self._checks, seconds))

    def settled(self, settled: judge.Settled) -> None:
        """Say nothing: the report does."""

    def check_done(self, index: int, result: CheckResult) -> None:
        """Count a check."""
        self._checks += 1

    def silent(self) -> None:
        """Say nothing: the watch looks at the clock itself."""

    def submission_done(self, index: int, report: ExerciseReport) -> None:
        """Say nothing: the report comes."""

    # -- pages ------------------------------------------------------------------------------

    def _show(self, page: Callable[[], str], full: Callable[[], str] | None = None) -> None:
        """Show a page; ``full`` is what ``v`` shows of it."""
        self._page, self._full = page, full or page
        self._draw()

    def _draw(self, whole: bool = False) -> None:
        """Draw the page again, in the window as it is now."""
        self._screen.page(self._full() if whole else self._page(), self._track, whole=whole)

    def _verdict(self) -> str:
        """Return what matters now: where to begin, what is not right, or that all is, and why."""
        assert self._report is not None
        exercise = self._report.exercises[0]
        if not (exercise.fresh or exercise.passed):
            return self._whole()
        console = terminal.console_for(self._screen.columns, self._screen.colour)
        if exercise.fresh:
            steps = [(messages.NEXT, sentences.save(exercise.path))]
            return terminal.printed(console, shown.card(console, self._track, self._track.current, steps))
        return terminal.printed(console, shown.success(console, exercise, self._track.current, self._steps()))

    def _whole(self) -> str:
        """Return the whole report."""
        assert self._report is not None
        width, colour, why = self._screen.columns, self._screen.colour, self._track.current.why
        steps = self._steps() if self._report.exercises[0].passed else []
        return terminal.render(self._report, self._catalogue, steps, width=width, colour=colour, why=why)

    def _steps(self) -> list[tuple[str, str]]:
        following = self._track.following
        return [(messages.NEXT, sentences.press_n(following.slug) if following else sentences.ALL_DONE)]

    def _hint(self) -> None:
        hints = self._track.current.hints
        self._hints = min(self._hints + 1, len(hints))
        slug, number = self._track.current.slug, self._hints
        self._show(lambda: shown.hints(slug, hints, number, self._screen.columns))

    def _explain(self) -> None:
        check = explained.chosen(self._report.exercises[0].checks) if self._report is not None else None
        if self._report is None or check is None:
            return
        report = self._report
        self._show(
            lambda: explained.render(
                report, check, self._catalogue, width=self._screen.columns, colour=self._screen.colour
            )
        )

    def _next(self) -> None:
        following = self._track.following
        if following is None:
            self._show(lambda: sentences.ALL_DONE)
        else:
            self._turn_to(following)

    def _list(self) -> None:
        self._full = lambda: "\n".join(shown.progress(self._track, self._screen.columns))
        self._draw(whole=True)

    def _all(self) -> None:
        """Grade everything; the current exercise stays the current one."""
        submissions = []
        for exercise in self._bank.exercises:
            path = path_in(self._home, exercise)
            if path.is_file():
                source, refusal = _read(path)
                name = str(path.relative_to(self._home))
                same = material.is_untouched(source, exercise)
                submissions.append(judge.SubmittedFile(exercise, name, source, refusal, untouched=same))
        self._screen.status(sentences.GRADING_ALL)
        options = msgspec.structs.replace(self._options, jobs=judge.usual_jobs())
        report = judge.grade(submissions, options)
        sources = {one.exercise.slug: one.source for one in submissions}
        self._track = Track(self._bank, state.note(self._home, report, sources))
        self._list()


def _read(path: Path) -> tuple[bytes, str]:
    """Return the text of an answer, and why it is not taken in."""
    try:
        return read_source(path), ""
    except Refusal as error:
        return b"", f"{error.sentence} {error.fix}".strip()
    except OSError as error:
        return b"", f"{path.name} cannot be read: {error.strerror}."
