"""``grade play TARGET [EXERCISE] [CHECK]``: who goes on is chosen at the keyboard."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

import click

from grader.cli import faults
from grader.cli.explain import one
from grader.cli.grading import GradeRequest, coloured
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.testing.schedules.interactive import Table, Turn

NEEDS_TERMINAL = ("grade play asks at each choice who goes on, so it needs a terminal.", "")
CLEAR = "\x1b[2J\x1b[H"


def run(
    *, target: str | None, names: tuple[str, ...], as_slug: str | None, seed: int | None, isolation: str
) -> int:
    """Play until the learner has had enough; the exit code is 0."""
    faults.require_linux()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(*NEEDS_TERMINAL)
    from grader.bank import load_bank
    from grader.box.plan import build_box_package
    from grader.isolation.levels import choose
    from grader.judge.run_folder import run_folder
    from grader.testing.findings import Finding
    from grader.testing.schedules.interactive import Table
    from grader.warden.client import Warden

    request = GradeRequest(target=target, as_slug=as_slug, jobs=1, seed=seed, isolation=isolation)
    submission, wanted = one(load_bank(), request, names)
    if submission.refusal:
        raise UsageError(submission.refusal, "")
    drawn = secrets.randbelow(2**32) if seed is None else seed
    source = submission.source.decode("utf-8-sig", "replace")
    with run_folder() as folder:
        build_box_package(folder)
        with Warden(choose(isolation, folder).plan) as warden:
            try:
                table = Table(submission.exercise, source, warden, drawn, wanted)
            except Finding as finding:
                raise UsageError(finding.message, "") from finding
            Game(table, source.splitlines()).play()
    return 0


class Game:
    """One table and its keyboard."""

    def __init__(self, table: Table, source: list[str]) -> None:
        self._table, self._source = table, source
        self._title = f"{table.id.partition('/')[0]}: {table.title}"
        self._at = 0
        self._turn: Turn = self._played(())

    def _played(self, choices: tuple[str, ...]) -> Turn:
        turn = self._table.play(choices)
        assert turn is not None
        return turn

    def play(self) -> None:
        """Ask, choice after choice."""
        while self.take(self._ask()):
            pass
        click.echo(CLEAR, nl=False)

    def _ask(self) -> str:
        click.echo(CLEAR + self.page(coloured()), nl=False)
        try:
            return click.getchar()
        except (KeyboardInterrupt, EOFError):
            return "q"

    @property
    def over(self) -> bool:
        """Whether all choices have been made."""
        return self._at >= self._turn.played.count

    def page(self, colour: bool = False) -> str:
        """Return what is shown now."""
        from grader.render import playing

        if self.over:
            again = f"--schedule {self._turn.schedule}"
            return playing.end(self._title, self._turn, again, colour=colour)
        return playing.choice(self._title, self._source, self._turn, self._at, colour=colour)

    def take(self, key: str) -> bool:
        """Act on a key; False if it ends the game."""
        if key in ("q", "\x03", "\x04"):
            return False
        if key == "u":
            self._undo()
        elif key == "n":
            self._turn, self._at = self._played(()), 0
        elif self.over:
            pass
        elif key == "r":
            self._at = self._turn.played.count
        elif key in ("\r", "\n", " "):
            self._at += 1
        elif key.isdigit():
            self._choose(int(key))
        return True

    def _choose(self, number: int) -> None:
        """Have somebody go on: if that is not the first, everything from here on is another run."""
        ready = self._turn.played.options[self._at].split()
        if not 1 <= number <= len(ready):
            return
        if number > 1:
            kept = [one for one in self._turn.choices if int(one.partition(":")[0]) < self._at]
            self._turn = self._played((*kept, f"{self._at}:{ready[number - 1]}"))
        self._at += 1

    def _undo(self) -> None:
        """Go back to the last switch, or to the beginning."""
        choices = self._turn.choices
        self._at = int(choices[-1].partition(":")[0]) if choices else 0
        if choices:
            self._turn = self._played(choices[:-1])
