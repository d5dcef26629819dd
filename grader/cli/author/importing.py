"""``grade author import``: exercises of other kinds, as click knows the command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import faults

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
    def import_pytest(path: str, topic: str, solution: str | None, **typed: Any) -> int:  # noqa: ANN401 - options
        """Make an exercise of plain tests and the module that they test.

        Marks: pytest.mark.public, pytest.mark.hidden, pytest.mark.points(2). Each test becomes a check.
        What cannot move is said, and the exit code is 1 then.
        """
        from grader.author.importing import plain_import

        source = Path(solution) if solution else None
        wanted = plain_import.Wanted(topic=topic, solution=source, **typed)
        return _tell(plain_import.import_pytest(Path(path), wanted))


def _add_kattis(group: click.Group) -> None:
    @group.command("kattis", short_help="A Kattis problem package.")
    @click.argument("folder", metavar="FOLDER")
    @_topic
    def import_kattis(folder: str, topic: str) -> int:
        """Make an exercise of a problem package: samples are public checks, secret cases hidden ones.

        Its example submissions become the known answers. What cannot move is said; the exit code is then 1.
        """
        from grader.author.kattis import kattis_import

        return _tell([kattis_import.import_kattis(Path(folder), topic)])


def _add_export(author: click.Group) -> None:
    @author.group("export", short_help="Write known answers for other judges.")
    def export_group() -> None:
        """Write the known answers of an exercise for other judges."""

    @export_group.command("kattis", short_help="As example submissions of a problem package.")
    @click.argument("slug", metavar="EXERCISE")
    @click.argument("folder", metavar="FOLDER")
    def export_kattis(slug: str, folder: str) -> None:
        """Write FOLDER/submissions with every known answer, and submissions.yaml with what each must get."""
        from grader.author.kattis import submissions_yaml
        from grader.author.static import shown
        from grader.bank import load_bank
        from grader.messages import author as sentences

        files = submissions_yaml.write(load_bank().find(slug), Path(folder))
        faults.emit("".join(f"{sentences.file_written(shown(file))}\n" for file in files))


def _tell(made: Sequence[Imported]) -> int:
    """Say what was written, what has to be looked at, and what comes next."""
    from grader.author.static import shown
    from grader.messages import author as sentences

    for one in made:
        faults.emit("".join(f"{sentences.file_written(shown(file))}\n" for file in one.files))
        faults.emit("".join(f"{note}\n" for note in one.notes))
        faults.emit(f"{sentences.after_import(one.slug)}\n")
    return 1 if any(one.notes for one in made) else 0
