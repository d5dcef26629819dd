"""The commands for any program, as click knows them."""

from __future__ import annotations

from typing import Any, Final

import click

#: Options of `run` that take a value.
TAKE_VALUES: Final = frozenset({"--python", "--timeout", "--memory", "--json", "--html"})


class Verbatim(click.Command):
    """A command whose last words are another program's: what follows the first of them is not ours."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note whether a command was named, not a script; what follows a module is the module's own."""
        at = _first_of_theirs(args)
        ctx.meta["command"] = args[at : at + 1] == ["--"]
        if args[at : at + 1] == ["-m"] and args[at + 2 : at + 3] != ["--"]:
            args = [*args[: at + 2], "--", *args[at + 2 :]]
        return super().parse_args(ctx, args)


def _first_of_theirs(args: list[str]) -> int:
    """Where the program begins: a script, ``--`` or ``-m``."""
    at = 0
    while at < len(args) and args[at].startswith("-") and args[at] not in ("--", "-m"):
        at += 2 if args[at] in TAKE_VALUES else 1
    return at


def add_commands(app: click.Group) -> None:
    """Add them to ``forklore``."""
    _add_run(app)
    _add_why(app)


def _add_run(app: click.Group) -> None:
    @app.command(
        "run",
        cls=Verbatim,
        short_help="Run any program, and say why it does not end.",
        context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False},
    )
    @click.option("-m", "module", metavar="MODULE", help="Run a module, as python -m does.")
    @click.option("--python", metavar="PATH", help="Run scripts and modules by this interpreter.")
    @click.option(
        "--timeout", type=click.FloatRange(min=0.01), metavar="SECONDS", help="End it after that time."
    )
    @click.option(
        "--memory", type=click.IntRange(min=1), metavar="MIB", help="Limit the memory of each process."
    )
    @click.option(
        "--box", is_flag=True, help="Run it in a box, as a graded answer: no network, nothing to write to."
    )
    @click.option("--json", metavar="FILE", help="Write what was seen to FILE.")
    @click.option("--html", metavar="FILE", help="Write one page with pictures of it to FILE.")
    @click.option("--timeline", is_flag=True, help="Draw what its processes did, at the end.")
    @click.option("--quiet", is_flag=True, help="Do not say what was left.")
    @click.option("--post", is_flag=True, hidden=True)
    @click.argument("words", nargs=-1, metavar="[SCRIPT | -- COMMAND] [ARGUMENT...]", type=click.UNPROCESSED)
    @click.pass_context
    def run(context: click.Context, /, **typed: Any) -> None:  # noqa: ANN401 - the options above
        """Run SCRIPT, a module or a COMMAND as it is: its terminal, output and exit code are its own.

        If it can never end, forklore says within a second who waits for whom, ends it, and exits with 124.
        If it ends, forklore names what it left: processes, shared memory, temporary files.
        """
        from grader.cli.programs import running

        running.run(running.Asked(**typed, command=context.meta.get("command", False)))


def _add_why(app: click.Group) -> None:
    @app.command("why", short_help="Say why a program that runs already hangs.")
    @click.argument("pid", type=click.IntRange(min=1), metavar="PID")
    @click.option("--no-attach", is_flag=True, help="Read /proc only, not the memory of the processes.")
    @click.option("--json", metavar="FILE", help="Write what was seen to FILE.")
    def why(pid: int, no_attach: bool, json: str | None) -> int:
        """Look at process PID and everything that it has started: who waits for whom, at which lines.

        Nothing is stopped or changed. What happened before is not known, so nothing here is a proof.
        """
        from grader.cli.programs import running

        return running.why(pid, not no_attach, json)
