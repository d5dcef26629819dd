"""The commands as click knows them: ``grade`` itself, and list, hint and author beside it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from grader import __version__, messages
from grader.cli import faults
from grader.cli.teaching import add_commands

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
_ABOUT = """\
Grade your answers to the exercises.

\b
  grade                       everything in ./exercises, or in this folder
  grade fork_report           one exercise
  grade FOLDER [EXERCISE...]  what lies in a folder, or some of it
  grade FILE --as EXERCISE    a file of any name

Exit code: 0 every check passed, 1 some check did not, 2 the command line is wrong,
3 grading was not possible.
"""


class Grade(click.Group):
    """A group whose default is grading: what is no command is a target."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's own
    ) -> click.Context:
        """Parse as one of the commands if the first word names one, else as grading."""
        if args and args[0] in self.commands:
            return super().make_context(info_name, args, parent, **extra)
        return grading.make_context(info_name, args, parent, **extra)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 - click's own
    ) -> NoReturn:
        """Run a command line and exit; every exception becomes a sentence and an exit code."""
        argv = sys.argv[1:] if args is None else list(args)

        def action() -> int:
            with self.make_context("grade", argv, **extra) as context:
                return int(context.command.invoke(context) or 0)

        sys.exit(faults.guarded(action))


class _Grading(click.Command):
    """Grading; its help is the help of everything."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands that stand beside."""
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str(60)) for name, command in app.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Print the version and end."""
    if wanted and not context.resilient_parsing:
        faults.emit(f"forklore {__version__}\n")
        context.exit()


_jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Grade N submissions in parallel (default: two per CPU).",
)


_as = click.option("--as", "as_slug", metavar="EXERCISE", help="The exercise that the file answers.")
_seed = click.option(
    "--seed", type=click.IntRange(min=0), metavar="N", help="Draw the same inputs as an earlier run."
)
RUNGS = ("namespaces", "uid", "landlock", "none")
_rung = click.option(
    "--rung",
    type=click.Choice(["auto", *RUNGS]),
    default="auto",
    help="How to isolate the submission, best first (default: the best that passes a self-test).",
)
_require = click.option(
    "--require",
    type=click.Choice(RUNGS),
    default="none",
    help="Refuse to grade below this isolation level.",
)


@click.command(cls=_Grading, help=_ABOUT, options_metavar="", context_settings=_SETTINGS)
@click.argument("target", required=False, metavar="[TARGET]")
@click.argument("slugs", nargs=-1, metavar="[EXERCISE...] [OPTIONS]")
@_as
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON and nothing else.")
@click.option("--junit", metavar="FILE", help="Also write the report as JUnit XML.")
@click.option("--gradescope", metavar="FILE", help="Also write Gradescope's results.json.")
@click.option("--classroom50", metavar="FILE", help="Also write Classroom 50's result.json.")
@click.option("--github", is_flag=True, help="Also write annotations and the job summary of GitHub Actions.")
@click.option(
    "--assignment",
    metavar="FILE",
    help="The assignment.toml that says what counts (default: the one in this folder, if any).",
)
@_jobs
@_seed
@_rung
@_require
@click.option("--schedule", metavar="TEXT", help="Play one order of one check again, as a report names it.")
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version."
)
def grading(**typed: Any) -> int:  # noqa: ANN401 - the options above
    """Grade (the help text is given to the decorator)."""
    from grader.cli.grading import Request, run

    return run(Request(**typed), tuple(app.commands))


app = Grade(name="grade", context_settings=_SETTINGS)


@app.command("explain", short_help="Draw what the processes of one check did.", options_metavar="")
@click.argument("target", required=False, metavar="EXERCISE|FILE|FOLDER")
@click.argument("names", nargs=-1, metavar="[EXERCISE] [CHECK] [OPTIONS]")
@_as
@_seed
@_rung
@_require
def explain(**typed: Any) -> int:  # noqa: ANN401 - the options above
    """Grade one exercise; then show the first check that did not pass, or CHECK.

    What it says, what its processes did, and who waited for whom if it did not end. CHECK is a part
    of a check's name.
    """
    from grader.cli.explain import run

    return run(**typed)


@app.command("play", short_help="Choose yourself which process goes on.", options_metavar="")
@click.argument("target", metavar="EXERCISE|FILE|FOLDER")
@click.argument("names", nargs=-1, metavar="[EXERCISE] [CHECK] [OPTIONS]")
@_as
@_seed
@_rung
def play(**typed: Any) -> int:  # noqa: ANN401 - the options above
    """Be the scheduler of one exercise: at each point choose which process goes on, and try to break it.

    Without CHECK, the first check is taken in which there is a choice.
    """
    from grader.cli.play import run

    return run(**typed)


@app.command("doctor", short_help="Try out what this machine keeps a submission from.")
@click.option(
    "--require",
    type=click.Choice(RUNGS),
    help="Try this rung only; fail (exit code 3) if it does not deny what it promises to deny.",
)
def doctor(require: str | None) -> int:
    """Try out what this machine keeps a submission from, on each rung, with the fix for what it does not."""
    from grader.cli import doctor as command

    return command.run(require)


@app.command("list")
def list_exercises() -> None:
    """Show the exercises and their points."""
    from grader.bank import load_bank

    bank = load_bank()
    wide = max((len(exercise.slug) for exercise in bank.exercises), default=0)
    lines: list[str] = []
    topic = ""
    for exercise in bank.exercises:
        if exercise.topic != topic:
            lines += ["", exercise.topic] if topic else [exercise.topic]
            topic = exercise.topic
        points = messages.listed(exercise.points)
        lines.append(f"  {exercise.slug.ljust(wide)}  {points:>10}  {exercise.title}")
    total = messages.listed(sum(exercise.points for exercise in bank.exercises))
    lines += ["", f"{messages.counted(len(bank.exercises), 'exercise')}, {total}."]
    later = sum(e.points_when_graded - e.points for e in bank.exercises if e.points_when_graded)
    lines += [messages.more_points(later)] if later else []
    faults.emit("\n".join(lines) + "\n")
    for sentence, fix in bank.broken.values():
        faults.say(sentence, fix)


@app.command("hint")
@click.argument("slug", metavar="EXERCISE")
@click.argument("index", metavar="[N]", type=click.IntRange(min=1), default=1)
def hint(slug: str, index: int) -> None:
    """Show hint N of an exercise; the first one without N."""
    import textwrap

    from grader.bank import load_bank
    from grader.errors import UsageError

    hints = load_bank().find(slug).hints
    if not hints:
        raise UsageError(*messages.no_hints(slug))
    if index > len(hints):
        raise UsageError(*messages.no_such_hint(slug, len(hints)))
    following = f"grade hint {slug} {index + 1}" if index < len(hints) else f"grade {slug}"
    text = textwrap.fill(hints[index - 1], 78, initial_indent="  ", subsequent_indent="  ")
    heading = messages.hint_heading(slug, index, len(hints))
    faults.emit(f"{heading}\n\n{text}\n\n{messages.NEXT}  {following}\n")


@app.group("author", invoke_without_command=True)
@click.pass_context
def author(context: click.Context) -> None:
    """For those who write exercises: stubs, check."""
    if context.invoked_subcommand is None:
        faults.emit(f"{context.get_help()}\n")


@author.command("stubs")
@click.option("--check", is_flag=True, help="Write nothing; name the stubs that are out of date.")
def stubs(check: bool) -> int:
    """Derive every stub in exercises/ from its solution."""
    faults.require_python()
    from grader.author import sentences
    from grader.author.stubs import write_stubs
    from grader.bank import load_bank

    names = write_stubs(load_bank().sound(), check)
    write = sentences.stub_differs if check else sentences.stub_written
    _line("\n".join(write(name) for name in names) or sentences.STUBS_CURRENT)
    if check and names:
        faults.say(sentences.STUBS_STALE, sentences.STUBS_FIX)
        return 1
    return 0


@author.command("check", short_help="Prove that exercises are complete.")
@click.argument("slugs", nargs=-1, metavar="[EXERCISE...]")
@click.option(
    "--repeat", type=click.IntRange(min=1), default=1, metavar="N", help="Grade every answer N times."
)
@click.option(
    "--busy", type=click.IntRange(min=0), default=0, metavar="N", help="Keep N CPUs busy while it grades."
)
@_jobs
@_rung
def check_exercises(slugs: tuple[str, ...], repeat: int, busy: int, jobs: int | None, rung: str) -> int:
    """Prove that exercises are complete: stub, solution, every accepted and rejected answer."""
    faults.require_linux()

    from grader.bank import load_bank

    bank = load_bank()
    for slug in slugs:
        bank.find(slug)
    from grader.author import sentences
    from grader.author.check import check_bank
    from grader.judge import usual_jobs

    many = jobs or usual_jobs()
    complaints = check_bank(bank, slugs=slugs, repeat=repeat, busy=busy, jobs=many, say=_line, rung=rung)
    _line("\n".join(complaints) or sentences.GOOD)
    return 1 if complaints else 0


add_commands(app, _jobs, _seed)


def _line(text: str) -> None:
    """Write one line as it comes."""
    faults.emit(f"{text}\n")
