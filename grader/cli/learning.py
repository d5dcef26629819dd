"""The commands for those who learn, as click knows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from grader.cli import faults
from grader.cli.machine import json_option
from grader.cli.panels import COMPLETION

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def slugs(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the name of an exercise, for a shell."""
    from grader.bank import load_bank
    from grader.errors import ForkloreError

    try:
        return sorted(slug for slug in load_bank().slugs if slug.startswith(incomplete))
    except ForkloreError:
        return []


_ONE = click.argument("slug", metavar="[EXERCISE]", required=False, shell_complete=slugs)


def add_commands(app: click.Group, as_slug: Option, seed: Option, isolation: Option, require: Option) -> None:
    """Add them to ``grade``; the options are those that grading has, too."""
    _add_way(app, isolation)
    _add_places(app)
    _add_help(app)
    _add_sight(app, as_slug, seed, isolation, require)


def _add_way(app: click.Group, isolation: Option) -> None:
    @app.command("start", short_help="Make a folder with the exercises.")
    @click.argument("folder", metavar="[FOLDER]", required=False)
    @json_option
    def start(folder: str | None, as_json: bool) -> None:
        """Write the exercises into FOLDER, or into this one if it is empty; bring back what is missing there.

        Nothing that is there already is changed.
        """
        from grader.cli import learner

        learner.start(folder, as_json)

    @app.command("watch", short_help="Grade the current exercise after every save.")
    @_ONE
    @isolation
    def watch(slug: str | None, isolation: str) -> None:
        """Grade the current exercise, or EXERCISE, each time you save it.

        Keys: h hint, e explain, n next exercise, l list, r grade all, v the whole page, q quit.
        """
        from grader.cli import learner

        learner.watch(slug, isolation)


def _add_places(app: click.Group) -> None:
    @app.command("next", short_help="Go on to the next exercise.")
    @_ONE
    @json_option
    def following(slug: str | None, as_json: bool) -> None:
        """Go on to the next exercise that is not complete, or to EXERCISE: grade then grades that one."""
        from grader.cli import learner

        learner.following(slug, as_json)

    @app.command("list")
    @json_option
    def list_exercises(as_json: bool) -> None:
        """Show the exercises, their points, and how far you are."""
        from grader.cli import learner

        learner.list_exercises(as_json)

    @app.command("reset", short_help="Put the stub back; keep your answer.")
    @_ONE
    @json_option
    def reset(slug: str | None, as_json: bool) -> None:
        """Put the stub of an exercise back (default: the current one); your answer is kept beside."""
        from grader.cli import learner

        learner.reset(slug, as_json)


def _add_help(app: click.Group) -> None:
    @app.command("hint")
    @click.argument("slug", metavar="[EXERCISE]", required=False, shell_complete=slugs)
    @click.argument("index", metavar="[N]", type=click.IntRange(min=1), required=False)
    @json_option
    def hint(slug: str | None, index: int | None, as_json: bool) -> None:
        """Show hint N of an exercise; the first one without N."""
        from grader.cli import learner

        learner.hint(slug, index, as_json)

    @app.command("solution", short_help="Show the solution of a complete exercise.")
    @_ONE
    @click.option("--spoil", is_flag=True, help="Show it also if the exercise is not complete.")
    @json_option
    def solution(slug: str | None, spoil: bool, as_json: bool) -> None:
        """Show the solution of an exercise that is complete."""
        from grader.cli import learner

        learner.solution(slug, spoil, as_json)

    @app.command("completion", short_help="Teach your shell to complete grade's words.")
    @click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
    def completion(shell: str) -> None:
        r"""Print what teaches a shell to complete grade's words.

        \b
        bash: eval "$(grade completion bash)"    in ~/.bashrc
        zsh:  eval "$(grade completion zsh)"     in ~/.zshrc
        fish: grade completion fish | source     in ~/.config/fish/config.fish
        """
        from click.shell_completion import get_completion_class

        kind = get_completion_class(shell)
        assert kind is not None
        faults.emit(kind(app, {}, "grade", COMPLETION).source() + "\n")


def _add_sight(app: click.Group, as_slug: Option, seed: Option, isolation: Option, require: Option) -> None:
    @app.command("explain", short_help="Draw what the processes of one check did.", options_metavar="")
    @click.argument("target", required=False, metavar="EXERCISE|FILE|FOLDER", shell_complete=slugs)
    @click.argument("names", nargs=-1, metavar="[EXERCISE] [CHECK] [OPTIONS]")
    @as_slug
    @seed
    @isolation
    @require
    @click.option("--html", metavar="FILE", help="Write one page that shows the processes event by event.")
    @click.option("--schedule", metavar="TEXT", help="Show one order of one check, as a report names it.")
    @json_option
    def explain(**typed: Any) -> int:  # noqa: ANN401 - the options above
        """Show the first check that did not pass, or CHECK: of the run just graded, else of a new one.

        What it says, what its processes did, and who waited for whom if it did not end. CHECK is a part
        of a check's name.
        """
        from grader.cli.explain import run

        return run(**typed)

    @app.command("play", short_help="Choose yourself which process goes on.", options_metavar="")
    @click.argument("target", metavar="EXERCISE|FILE|FOLDER", shell_complete=slugs)
    @click.argument("names", nargs=-1, metavar="[EXERCISE] [CHECK] [OPTIONS]")
    @as_slug
    @seed
    @isolation
    def play(**typed: Any) -> int:  # noqa: ANN401 - the options above
        """Be the scheduler of one exercise: at each point choose which process goes on, and try to break it.

        Without CHECK, the first check is taken in which there is a choice.
        """
        from grader.cli.play import run

        return run(**typed)
