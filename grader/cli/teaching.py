"""The commands for those who teach, as click knows them: batch, release, book."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from grader.cli.machine import json_option

#: See grader.intake.exports.layouts; named here, so that ``grade --version`` need not load that.
LAYOUTS = ("auto", "nbgrader", "moodle", "canvas", "gradescope", "classroom", "classroom50", "folders")
Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def _box(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what keeps submissions in."""
    for option in (
        click.option("--allow-unboxed", is_flag=True, help="Grade even without isolation."),
        click.option(
            "--require",
            type=click.Choice(["namespaces", "uid", "landlock"]),
            default="landlock",
            show_default=True,
            help="Refuse to grade below this isolation level.",
        ),
        click.option(
            "--isolation",
            type=click.Choice(["auto", "namespaces", "uid", "landlock", "none"]),
            default="auto",
            help="How to isolate submissions, best first (default: the best that passes a self-test).",
        ),
    ):
        command = option(command)
    return command


def _intake(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what is whose, and which file answers what."""
    for option in (
        json_option,
        click.option(
            "--map",
            "maps",
            multiple=True,
            metavar="PATTERN=EXERCISE",
            help="Take files of such a name for this exercise ('-': for none); may be repeated.",
        ),
        click.option(
            "--roster", metavar="FILE", help="Who is in the course: CSV with id, name, email, section."
        ),
        click.option(
            "--layout",
            type=click.Choice(LAYOUTS),
            default="auto",
            help="Folder layout (default: detected and printed).",
        ),
    ):
        command = option(command)
    return command


def _counting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what counts, until when, and what students hear of it."""
    for option in (
        click.option(
            "--feedback",
            type=click.Choice(["messages", "public", "none"]),
            help="What students' pages tell of hidden checks (default: as in RESULTS, else messages).",
        ),
        click.option(
            "--attempts",
            type=click.Choice(["latest", "best"]),
            help="Which of several hand-ins of a student counts (default: as the assignment says).",
        ),
        click.option(
            "--extensions", metavar="FILE", help="More time: CSV with id or email, and until or days."
        ),
        click.option(
            "--assignment", metavar="FILE", help="What counts: a release's assignment.toml, or its folder."
        ),
    ):
        command = option(command)
    return command


def add_commands(app: click.Group, jobs: Option, seed: Option) -> None:
    """Add them to ``grade``; ``jobs`` and ``seed`` are options that all of grade shares."""

    @app.command("batch", short_help="Grade a class: a folder of submissions.", options_metavar="[OPTIONS]")
    @click.argument("submissions", metavar="SUBMISSIONS")
    @click.argument("slugs", nargs=-1, metavar="[EXERCISE...]")
    @click.option(
        "--out", required=True, metavar="RESULTS", help="Folder for the results, one file per student."
    )
    @click.option(
        "--only", multiple=True, metavar="STUDENT", help="Grade this student only; may be repeated."
    )
    @_intake
    @_counting
    @click.option("--force", is_flag=True, help="Grade everything again, also what has not changed.")
    @click.option("--watch", is_flag=True, help="Go on, and grade what arrives in the folder, until Ctrl-C.")
    @click.option(
        "--cluster", metavar="ADDRESS", help="Grade on a dask cluster: tcp://HOST:PORT, or local:N processes."
    )
    @jobs
    @seed
    @_box
    def batch(**typed: Any) -> int:  # noqa: ANN401 - the options above
        """Grade every submission in a folder or an archive: a folder, an archive or a notebook per student.

        Results are written as they are known, one JSON file per student and a table, grades.csv.
        Run it again to grade only what is new or has changed. Every file is graded, or named in a remark;
        if one answers nothing or cannot be read, the exit code is 3.
        """
        from grader.cli import taking

        return taking.batch(**typed)

    _add_release(app)
    _add_book(app)
    _add_insight(app)
    from grader.cli.wayback import add_export

    add_export(app)


def _add_insight(app: click.Group) -> None:
    @app.command("insight", short_help="Show what a class has not understood.", options_metavar="[OPTIONS]")
    @click.argument("results", metavar="RESULTS")
    @click.option("--html", metavar="FILE", help="Also write a page with plots.")
    @json_option
    @click.option("--serve", is_flag=True, help="Show a page that follows the class, until Ctrl-C.")
    @click.option(
        "--port", type=click.IntRange(0, 65535), default=0, help="For --serve (default: a free one)."
    )
    @click.option("--names", is_flag=True, help="With --serve: show students' names.")
    def insight(serve: bool, port: int, names: bool, **typed: Any) -> int:  # noqa: ANN401 - the options above
        """Count misconceptions, hard checks and deadlocks in a batch's RESULTS: what to teach again.

        With --serve: who is stuck where, since when, and what to teach now. The page is for this machine.
        """
        from grader.cli import classroom
        from grader.cli.live import serving

        return serving.serve(typed["results"], port, names) if serve else classroom.insight(**typed)


def _release(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a release: what is in it, then the forms that it can have."""
    several: dict[str, Any] = {"multiple": True}
    flag: dict[str, Any] = {"is_flag": True}
    for option in reversed((
        click.option("--out", metavar="PATH", help="The folder or archive to write."),
        click.option("--zip", "as_zip", **flag, help="Write an archive instead of a folder."),
        click.option("--hidden", **flag, help="Give the hidden checks as well."),
        click.option("--assignment", metavar="NAME", help="The assignment's name (default: that of PATH)."),
        click.option("--due", metavar="DATE", help="When it is due, for example '2026-12-01 12:00 UTC'."),
        click.option(
            "--weight", "weights", metavar="EXERCISE=N", **several, help="Count its points N times."
        ),
        click.option("--offline", **flag, help="Add all wheels: set-up then needs no network."),
        click.option(
            "--python", "pythons", metavar="VERSION", **several,
            help="Add wheels for this Python, such as 3.13 or 3.13-aarch64.",
        ),
        click.option("--gradescope", **flag, help="Write an autograder for Gradescope (an archive) instead."),
        click.option("--classroom50", metavar="FOLDER", help="Write an autograder for Classroom 50 instead."),
        click.option("--nbgrader", metavar="COURSE", help="Write source notebooks into an nbgrader course."),
        click.option(
            "--feedback", type=click.Choice(["messages", "public", "none"]), default="messages",
            show_default=True, help="With --nbgrader: what feedback says about hidden checks.",
        ),
    )):  # fmt: skip
        command = option(command)
    return command


def _add_release(app: click.Group) -> None:
    @app.command("release", short_help="Make what students are given.", options_metavar="[OPTIONS]")
    @click.argument("slugs", nargs=-1, metavar="[EXERCISE...]")
    @_release
    @json_option
    def release(as_json: bool, **typed: Any) -> int:  # noqa: ANN401 - the options above
        """Make what students get: stubs, public checks and the grader; nothing that gives answers away."""
        from grader.cli import release as command

        return command.run(command.ReleaseRequest(**typed), as_json)


def _add_book(app: click.Group) -> None:
    @app.group("book", short_help="Write marks into a gradebook.")
    def book_group() -> None:
        """Write a batch's marks into the gradebook of nbgrader, or of Classroom 50."""

    _add_classroom50(book_group)

    @book_group.command(
        "sync", short_help="Write a class's results into a gradebook.", options_metavar="[OPTIONS]"
    )
    @click.argument("results", metavar="RESULTS")
    @click.option(
        "--db", required=True, metavar="URL", help="nbgrader's gradebook, for example sqlite:///gradebook.db."
    )
    @click.option(
        "--assignment", metavar="NAME", help="Its name there (default: that of RESULTS, else the course's)."
    )
    @click.option("--course", default="default_course", show_default=True, metavar="ID")
    @click.option(
        "--due", metavar="DATE", help="When the assignment is due, for example '2026-12-01 12:00 UTC'."
    )
    @click.option(
        "--late",
        default="none",
        show_default=True,
        metavar="METHOD",
        help="The penalty after that: none (what the results say), zero, or MODULE.CLASS (of nbgrader).",
    )
    @click.option("--remove", is_flag=True, help="Take out submissions of whom there are no results.")
    @json_option
    def sync(**typed: Any) -> int:  # noqa: ANN401 - the options above
        """Write the scores of a batch's RESULTS into nbgrader's gradebook; manual scores stay."""
        from grader.cli import classroom

        return classroom.book(**typed)


def _add_classroom50(book: click.Group) -> None:
    @book.command("classroom50", short_help="Write marks into a scores.json.", options_metavar="[OPTIONS]")
    @click.argument("results", metavar="RESULTS")
    @click.option("--scores", required=True, metavar="FILE", help="The classroom's scores.json.")
    @click.option("--assignment", required=True, metavar="NAME", help="The assignment's name there.")
    @json_option
    def classroom50(**typed: Any) -> int:  # noqa: ANN401 - the options above
        """Put the points of a batch's RESULTS into Classroom 50's scores.json, as overrides that stay."""
        from grader.cli import release

        return release.scores50(**typed)
