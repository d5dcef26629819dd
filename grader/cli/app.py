"""The commands as click knows them: ``grade`` itself, and list, hint and author beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from grader import __version__
from grader.cli import faults, learning, similar, teaching
from grader.cli.author import authoring
from grader.cli.machine import json_option
from grader.cli.panels import COMPLETION, PANELS
from grader.cli.programs import commands as programs

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
_ABOUT = """\
Grade your answers to the exercises.

\b
  grade                       the current exercise in a folder of grade start;
                              elsewhere all of ./exercises, or in this folder
  grade EXERCISE              one exercise
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
        if asked := os.environ.get(COMPLETION):
            from click.shell_completion import shell_complete

            sys.exit(shell_complete(self, {}, "grade", COMPLETION, asked))

        def action() -> int:
            with self.make_context(faults.called(), argv, **extra) as context:
                return int(context.command.invoke(context) or 0)

        sys.exit(faults.guarded(action))


class _Grading(click.Command):
    """Grading; its help is the help of everything."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands that stand beside, a panel for each kind of reader; then the options."""
        beside = dict(app.commands)
        for panel, names in PANELS.items():
            with formatter.section(panel):
                formatter.write_dl([(name, beside[name].get_short_help_str(60)) for name in names])
        super().format_options(ctx, formatter)


def _first_words(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the first word, for a shell: a command, an exercise, else a file."""
    commands = sorted(name for name in app.commands if name.startswith(incomplete))
    words = [*commands, *learning.slugs(context, parameter, incomplete)]
    return [CompletionItem(word) for word in words] or [CompletionItem(incomplete, type="file")]


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
LEVELS = ("namespaces", "uid", "landlock", "none")
_isolation = click.option(
    "--isolation",
    type=click.Choice(["auto", *LEVELS]),
    default="auto",
    help="How to isolate the submission, best first (default: the best that passes a self-test).",
)
_require = click.option(
    "--require",
    type=click.Choice(LEVELS),
    default="none",
    help="Refuse to grade below this isolation level.",
)


@click.command(cls=_Grading, help=_ABOUT, options_metavar="", context_settings=_SETTINGS)
@click.argument("target", required=False, metavar="[TARGET]", shell_complete=_first_words)
@click.argument("slugs", nargs=-1, metavar="[EXERCISE...] [OPTIONS]", shell_complete=learning.slugs)
@_as
@json_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "gcc"]),
    default="text",
    help="gcc: one line FILE:LINE: error: TEXT for each check, for editors.",
)
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
@_isolation
@_require
@click.option(
    "-v", "--verbose", is_flag=True, help="Show every check, and what kept your code in and watched it."
)
@click.option("--schedule", metavar="TEXT", help="Play one order of one check again, as a report names it.")
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version."
)
def grading(**typed: Any) -> int:  # noqa: ANN401 - the options above
    """Grade (the help text is given to the decorator)."""
    from grader.cli.grading import GradeRequest, run

    return run(GradeRequest(**typed), tuple(app.commands))


app = Grade(name="grade", context_settings=_SETTINGS)


@app.command("doctor", short_help="Try out what this machine keeps a submission from.")
@click.option(
    "--require",
    type=click.Choice(LEVELS),
    help="Try this level only; fail (exit code 3) if it does not deny what it promises to deny.",
)
@json_option
@click.option("--fix", is_flag=True, help="Show what lets bubblewrap start here; write it if you agree.")
@click.option("--yes", is_flag=True, help="With --fix: agree beforehand.")
def doctor(require: str | None, as_json: bool, fix: bool, yes: bool) -> int:
    """Test what each isolation level denies to a submission here; say whether that is good enough."""
    if as_json:
        from grader.cli.machine import answers

        if fix:
            raise click.UsageError("--fix asks, and has no JSON: type one of both.")
        return answers.doctor(require)
    from grader.cli import doctor as command

    return command.fix(yes) if fix else command.run(require)


@app.command("mcp", short_help="Serve tools for coding agents, on standard input.")
def mcp() -> int:
    """Serve run, explain and explore by the Model Context Protocol, on standard input and output."""
    from importlib.util import find_spec

    faults.require_linux()
    if find_spec("mcp") is None:
        from grader.errors import SetupError
        from grader.messages import at_work

        raise SetupError(*at_work.no_extra("forklore mcp", "mcp"))
    from grader.agents import tools

    tools.server().run("stdio")
    return 0


def _choose(context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> None:
    """Ask for the courses that were named."""
    if words and not context.resilient_parsing:
        from grader.course import located

        located.choose(words)


def _about_courses(command: click.Command) -> None:
    """Let a command, and those below it, be told which courses it is about."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            _about_courses(below)
    elif not any("--course" in parameter.opts for parameter in command.params):  # `book sync` has nbgrader's
        command.params.append(
            click.Option(
                ["--course"],
                metavar="FOLDER|NAME",
                multiple=True,
                expose_value=False,
                is_eager=True,
                callback=_choose,
                help="A course (default: $FORKLORE_COURSE, the course around this folder, or forklore's).",
            )
        )


learning.add_commands(app, _as, _seed, _isolation, _require)
teaching.add_commands(app, _jobs, _seed)
similar.add_similar(app)
authoring.add_commands(app, _jobs, _isolation)
programs.add_commands(app)
for _command in (grading, *(app.commands[name] for name in PANELS["Learn"] + PANELS["Teach"])):
    _about_courses(_command)
