"""``grade author``: for those who write exercises, as click knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from grader.cli import faults

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def add_commands(app: click.Group, jobs: Option, isolation: Option) -> None:
    """Add ``grade author``; the options are those that grading has, too."""

    @app.group("author", invoke_without_command=True)
    @click.pass_context
    def author(context: click.Context) -> None:
        """For those who write exercises: stubs, check."""
        if context.invoked_subcommand is None:
            faults.emit(f"{context.get_help()}\n")

    _add_stubs(author)
    _add_check(author, jobs, isolation)


def _add_stubs(author: click.Group) -> None:
    @author.command("stubs")
    @click.option("--check", is_flag=True, help="Write nothing; name the stubs that are out of date.")
    def stubs(check: bool) -> int:
        """Derive every stub in exercises/ from its solution."""
        faults.require_python()
        from grader.author.stubs import write_stubs
        from grader.bank import load_bank
        from grader.messages import author as sentences

        names = write_stubs(load_bank().sound(), check)
        write = sentences.stub_differs if check else sentences.stub_written
        _line("\n".join(write(name) for name in names) or sentences.STUBS_CURRENT)
        if check and names:
            faults.say(sentences.STUBS_STALE, sentences.STUBS_FIX)
            return 1
        return 0


def _add_check(author: click.Group, jobs: Option, isolation: Option) -> None:
    @author.command("check", short_help="Prove that exercises are complete.")
    @click.argument("slugs", nargs=-1, metavar="[EXERCISE...]")
    @click.option(
        "--repeat", type=click.IntRange(min=1), default=1, metavar="N", help="Grade every answer N times."
    )
    @click.option(
        "--busy", type=click.IntRange(min=0), default=0, metavar="N", help="Keep N CPUs busy while it grades."
    )
    @click.option("--texts", metavar="DIR", help="Compare what each rejected answer is told with DIR.")
    @click.option("--write", is_flag=True, help="With --texts: make the texts what they are now.")
    @jobs
    @isolation
    def check_exercises(
        slugs: tuple[str, ...],
        texts: str | None,
        write: bool,
        jobs: int | None,
        **how: Any,  # noqa: ANN401 - the options above
    ) -> int:
        """Prove that exercises are complete: stub, solution, every accepted and rejected answer."""
        faults.require_linux()

        from grader.bank import load_bank

        bank = load_bank()
        for slug in slugs:
            bank.find(slug)
        from grader.author.check import check_bank
        from grader.author.texts import Texts
        from grader.bank import load_catalogue
        from grader.judge import usual_jobs
        from grader.messages import author as sentences

        told = Texts(Path(texts), load_catalogue(), write) if texts else None
        complaints = check_bank(bank, slugs=slugs, jobs=jobs or usual_jobs(), say=_line, texts=told, **how)
        _line("\n".join(complaints) or sentences.GOOD)
        return 1 if complaints else 0


def _line(text: str) -> None:
    """Write one line as it comes."""
    faults.emit(f"{text}\n")
