"""``grade author import``: exercises of other kinds, as click knows the command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import faults
from grader.cli.machine import json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.author.importing.plain_import import Imported

_topic = click.option(
    "--topic", default="imported", show_default=True, metavar="TOPIC", help="Such as 01_fork."
)


def add_import(author: click.Group) -> None:
    """Add ``grade author import`` and the kinds that it knows."""

    @author.group("import", short_help="Move exercises of another kind into a course.")
    def import_group() -> None:
        """Move exercises of another kind into the course around this folder."""

    _add_pytest(import_group)
    _add_kattis(import_group)
    _add_export(author)


def _add_pytest(group: click.Group) -> None:
    @group.command("pytest", short_help="A plain pytest file, or a folder of them.")
    @click.argument("path", metavar="FILE|FOLDER")
    @_topic
    @click.option("--solution", metavar="FILE", help="The module that is tested (default: the one imported).")
    @click.option(
        "--points", type=click.FloatRange(min=0.25), metavar="N", help="Share N points (default: 1 a test)."
    )
    @click.option(
        "--unmarked",
        type=click.Choice(["public", "hidden"]),
        default="hidden",
        show_default=True,
        help="What a test is that no mark calls public or hidden.",
    )
    @json_option
    def import_pytest(path: str, topic: str, solution: str | None, as_json: bool, **typed: Any) -> int:  # noqa: ANN401
        """Make an exercise of plain tests and the module that they test.

        Marks: pytest.mark.public, pytest.mark.hidden, pytest.mark.points(2). Each test becomes a check.
        What cannot move is said, and the exit code is 1 then.
        """
        from grader.author.importing import plain_import

        source = Path(solution) if solution else None
        wanted = plain_import.Wanted(topic=topic, solution=source, **typed)
        return _tell(plain_import.import_pytest(Path(path), wanted), as_json)


def _add_kattis(group: click.Group) -> None:
    @group.command("kattis", short_help="A Kattis problem package.")
    @click.argument("folder", metavar="FOLDER")
    @_topic
    @json_option
    def import_kattis(folder: str, topic: str, as_json: bool) -> int:
        """Make an exercise of a problem package: samples are public checks, secret cases hidden ones.

        Its example submissions become the known answers. What cannot move is said; the exit code is then 1.
        """
        from grader.author.kattis import kattis_import

        return _tell([kattis_import.import_kattis(Path(folder), topic)], as_json)


def _add_export(author: click.Group) -> None:
    @author.group("export", short_help="Write known answers for other judges.")
    def export_group() -> None:
        """Write the known answers of an exercise for other judges."""

    @export_group.command("kattis", short_help="As example submissions of a problem package.")
    @click.argument("slug", metavar="EXERCISE")
    @click.argument("folder", metavar="FOLDER")
    @json_option
    def export_kattis(slug: str, folder: str, as_json: bool) -> int:
        """Write FOLDER/submissions with every known answer, and submissions.yaml with what each must get."""
        from grader.author.kattis import submissions_yaml
        from grader.author.static import shown
        from grader.bank import load_bank
        from grader.cli.machine import answers
        from grader.messages import author as sentences

        files = submissions_yaml.write(load_bank().find(slug), Path(folder))
        if as_json:
            return answers.written([slug], [shown(file) for file in files])
        faults.emit("".join(f"{sentences.file_written(shown(file))}\n" for file in files))
        return 0


def _tell(made: Sequence[Imported], as_json: bool) -> int:
    """Say what was written, what has to be looked at, and what comes next."""
    from grader.author.static import shown
    from grader.cli.machine import answers
    from grader.messages import author as sentences

    code = 1 if any(one.notes for one in made) else 0
    if as_json:
        files = [shown(file) for one in made for file in one.files]
        return answers.written(
            [one.slug for one in made], files, [n for one in made for n in one.notes], code
        )
    for one in made:
        faults.emit("".join(f"{sentences.file_written(shown(file))}\n" for file in one.files))
        faults.emit("".join(f"{note}\n" for note in one.notes))
        faults.emit(f"{sentences.after_import(one.slug)}\n")
    return code
