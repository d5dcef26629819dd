"""``grade author``: for those who write exercises, as click knows it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from grader.cli import faults
from grader.cli.author import importing
from grader.cli.machine import json_option

#: Milliseconds after which a watch looks whether somebody has typed Ctrl-C.
TICK = 300
Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def add_commands(app: click.Group, jobs: Option, isolation: Option) -> None:
    """Add ``grade author``; the options are those that grading has, too."""

    @app.group("author", invoke_without_command=True)
    @click.pass_context
    def author(context: click.Context) -> None:
        """For those who write exercises: new, import, stubs, record, check."""
        if context.invoked_subcommand is None:
            faults.emit(f"{context.get_help()}\n")

    _add_new(author)
    importing.add_import(author)
    _add_record(author, jobs, isolation)
    _add_stubs(author)
    _add_check(author, jobs, isolation)


def _add_new(author: click.Group) -> None:
    @author.command("new", short_help="Write a small exercise that is complete.")
    @click.argument("name", metavar="EXERCISE")
    @click.option("--topic", prompt=True, default="01_first", metavar="TOPIC", help="Such as 01_fork.")
    @click.option("--title", default="", metavar="TEXT", help="What the learner reads in lists.")
    @click.option("--function", "functions", multiple=True, metavar="NAME", help="A function to write.")
    @click.option(
        "--start-method",
        "methods",
        multiple=True,
        type=click.Choice(["fork", "forkserver", "spawn"]),
        default=["fork"],
        help="A start method to check under (default: fork).",
    )
    @json_option
    def new_exercise(name: str, as_json: bool, **typed: Any) -> int:  # noqa: ANN401 - the options above
        """Write a small complete EXERCISE into the course around this folder, for you to change.

        If there is no course, this folder becomes one.
        """
        from grader.author.new import new
        from grader.author.static import shown
        from grader.cli.machine import answers
        from grader.messages import author as sentences

        _, files = new(name, **typed)
        if as_json:
            return answers.written([name], [shown(file) for file in files])
        _line("\n".join(sentences.file_written(shown(file)) for file in files))
        _line(sentences.what_next(name))
        return 0


def _add_record(author: click.Group, jobs: Option, isolation: Option) -> None:
    @author.command("record", short_help="Write down what the known answers get.")
    @click.argument("slugs", nargs=-1, required=True, metavar="EXERCISE...")
    @jobs
    @isolation
    @json_option
    def record_answers(slugs: tuple[str, ...], jobs: int | None, isolation: str, as_json: bool) -> int:
        """Judge every answer in accepted/ and rejected/ and write what each check said into exercise.toml.

        Answers that are not in exercise.toml are added. Read what was written before you commit it.
        """
        faults.require_linux()
        from grader.author.record import record
        from grader.author.static import missing, shown
        from grader.bank import load_bank
        from grader.cli.machine import answers
        from grader.exercise import REGISTRATION
        from grader.judge import usual_jobs
        from grader.messages import author as sentences

        bank = load_bank()
        exercises = [bank.find(slug) for slug in slugs]
        said = [line for one in exercises for line in record(one, jobs or usual_jobs(), isolation)]
        said += [line for one in exercises for line in missing(one)]
        code = 1 if said else 0
        if as_json:
            return answers.written(
                slugs, [shown(bank.find(slug).suite / REGISTRATION) for slug in slugs], said, code
            )
        _line("\n".join(said) or sentences.RECORDED)
        return code


def _add_stubs(author: click.Group) -> None:
    @author.command("stubs")
    @click.option("--check", is_flag=True, help="Write nothing; name the stubs that are out of date.")
    @json_option
    def stubs(check: bool, as_json: bool) -> int:
        """Derive every stub in exercises/ from its solution."""
        faults.require_python()
        from grader.author.stubs import write_stubs
        from grader.bank import load_bank
        from grader.cli.machine import answers
        from grader.messages import author as sentences

        names = write_stubs(load_bank().sound(), check)
        code = 1 if check and names else 0
        if as_json:
            said = [sentences.STUBS_STALE] if code else []
            return answers.written([Path(name).stem for name in names], names, said, code)
        write = sentences.stub_differs if check else sentences.stub_written
        _line("\n".join(write(name) for name in names) or sentences.STUBS_CURRENT)
        if code:
            faults.say(sentences.STUBS_STALE, sentences.STUBS_FIX)
        return code


def _add_check(author: click.Group, jobs: Option, isolation: Option) -> None:
    @author.command("check", short_help="Prove that exercises are complete.")
    @click.argument("slugs", nargs=-1, metavar="[EXERCISE...]")
    @click.option(
        "--repeat", type=click.IntRange(min=1), default=1, metavar="N", help="Grade every answer N times."
    )
    @click.option(
        "--busy", type=click.IntRange(min=0), default=0, metavar="N", help="Keep N CPUs busy while it grades."
    )
    @click.option(
        "--tier",
        type=click.Choice(["draft", "complete", "strict"]),
        default="complete",
        show_default=True,
        help="draft: stub, solution, accepted. complete: all, by the course's numbers. strict: forklore's.",
    )
    @click.option("--watch", is_flag=True, help="Check again after every save, until Ctrl-C.")
    @click.option("--texts", metavar="DIR", help="Compare what each rejected answer is told with DIR.")
    @click.option("--write", is_flag=True, help="With --texts: make the texts what they are now.")
    @json_option
    @jobs
    @isolation
    def check_exercises(slugs: tuple[str, ...], watch: bool, **how: Any) -> int:  # noqa: ANN401 - the options
        """Prove that exercises are complete: stub, solution, every accepted and rejected answer."""
        faults.require_linux()
        return _watched(slugs, how) if watch else _checked(slugs, **how)


def _checked(
    slugs: tuple[str, ...],
    texts: str | None,
    write: bool,
    jobs: int | None,
    tier: str,
    as_json: bool,
    **how: Any,  # noqa: ANN401 - the options above
) -> int:
    from grader.bank import load_bank

    bank = load_bank()
    for slug in slugs:
        bank.find(slug)
    from grader.author.check import check_bank
    from grader.author.texts import Texts
    from grader.author.tiers import TIERS
    from grader.bank import load_catalogue
    from grader.judge import usual_jobs
    from grader.messages import author as sentences

    told = Texts(Path(texts), load_catalogue(), write) if texts else None
    many = jobs or usual_jobs()
    say = faults.note if as_json else _line
    complaints = check_bank(bank, slugs=slugs, jobs=many, say=say, texts=told, tier=TIERS[tier], **how)
    if as_json:
        from grader.cli.machine import answers, documents

        return documents.emit(answers.proof(tier, slugs or bank.slugs, complaints))
    _line("\n".join(complaints) or (sentences.GOOD if tier != "draft" else sentences.DRAFT))
    return 1 if complaints else 0


def _watched(slugs: tuple[str, ...], how: dict[str, Any]) -> int:
    """Check now, and again whenever a file of the course is saved."""
    import watchfiles

    from grader.bank import load_bank
    from grader.errors import ForkloreError

    names = ("suites", "solutions", "exercises", "diagnoses")
    parts = [course.part(name) for course in load_bank().courses for name in names]
    there = [part for part in parts if part.is_dir()]
    changes = watchfiles.watch(*there, raise_interrupt=False, yield_on_timeout=True, rust_timeout=TICK)
    next(changes, None)  # from here on every save is seen, also one during a check
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            try:
                _checked(slugs, **how)
            except ForkloreError as error:
                faults.say(error.sentence, error.fix)
            if not any(changes):
                break
    return 0


def _line(text: str) -> None:
    """Write one line as it comes."""
    faults.emit(f"{text}\n")
