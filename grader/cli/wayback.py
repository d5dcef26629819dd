"""``grade export``: points and feedback in the files that learning platforms import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.platforms.gradebook_files import Filled

_OUT = click.option("--out", metavar="FILE", required=True, help="The file to write.")


def add_export(app: click.Group) -> None:
    """Add ``grade export`` and its platforms."""

    @app.group("export", short_help="Write a batch's points for a learning platform.")
    def export() -> None:
        """Write the points of a batch's RESULTS into what a learning platform imports."""

    _add_moodle(export)
    _add_others(export)


def _add_moodle(export: click.Group) -> None:
    @export.command("moodle", short_help="Fill Moodle's grading worksheet; zip feedback files.")
    @click.argument("results", metavar="RESULTS")
    @click.option("--worksheet", metavar="FILE", help="The grading worksheet as Moodle exported it.")
    @click.option("--out", metavar="FILE", help="The filled worksheet to write.")
    @click.option("--feedback", metavar="FILE", help="The archive of feedback files to write.")
    @click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="ROLE=NAME",
        help="A column in another language: identifier, email, grade, maximum or feedback.",
    )
    def moodle(**typed: Any) -> int:  # noqa: ANN401 - the options above
        """Fill Moodle's grading worksheet, and pack the students' pages as feedback files."""
        return _moodle(**typed)


def _add_others(export: click.Group) -> None:
    @export.command("canvas", short_help="Fill a column of Canvas' gradebook.")
    @click.argument("results", metavar="RESULTS")
    @click.option("--gradebook", metavar="FILE", required=True, help="The gradebook as Canvas exported it.")
    @click.option("--assignment", metavar="NAME", help="Name or number of the column (default: that graded).")
    @_OUT
    def canvas(results: str, gradebook: str, assignment: str | None, out: str) -> int:
        """Fill the column of an assignment in Canvas' gradebook."""
        from grader.intake.exports.sheet import Sheet
        from grader.platforms import gradebook_files

        rows = _rows(results)
        name = assignment or rows[0]["report"]["assignment"]
        return _write(gradebook_files.canvas(Sheet.read(Path(gradebook)), rows, name), out)

    @export.command("gradescope", short_help="List the scores by SID and address.")
    @click.argument("results", metavar="RESULTS")
    @_OUT
    def gradescope(results: str, out: str) -> int:
        """List the scores as Gradescope does: name, SID, address, points."""
        from grader.platforms import gradebook_files

        return _write(gradebook_files.gradescope(_rows(results)), out)


def _moodle(
    results: str, worksheet: str | None, out: str | None, feedback: str | None, columns: tuple[str, ...]
) -> int:
    from grader.intake.exports.sheet import Sheet
    from grader.platforms import gradebook_files

    if (worksheet is None) != (out is None) or (worksheet is None and feedback is None):
        raise click.UsageError("Name --worksheet FILE and --out FILE, or --feedback FILE, or all of them.")
    names = _columns(columns)
    rows = _rows(results)
    code = 0
    if worksheet is not None and out is not None:
        code = _write(gradebook_files.moodle_worksheet(Sheet.read(Path(worksheet)), rows, names), out)
    if feedback is not None:
        code = _write(gradebook_files.moodle_feedback(Path(results), rows, "feedback"), feedback) or code
    return code


def _columns(words: tuple[str, ...]) -> Mapping[str, str]:
    from grader.intake.exports.worksheet import ROLES

    found = {}
    for word in words:
        role, equals, name = word.partition("=")
        if role not in ROLES or not equals:
            raise click.UsageError(f"--column {word}: say ROLE=NAME; roles are {', '.join(ROLES)}.")
        found[role] = name
    return found


def _rows(results: str) -> list[dict[str, Any]]:
    from grader.classroom import results as stored

    return list(stored.everybody(Path(results), checks=False))


def _write(filled: Filled, out: str) -> int:
    """Write the file, and say who is in it; the exit code is 3 if somebody's points got lost on the way."""
    from grader import atomic_file
    from grader.messages import teacher

    path = Path(out)
    atomic_file.check_target(path)
    atomic_file.write(filled.data, path)
    faults.emit(teacher.exported(filled.count, out) + "\n")
    for sentence in teacher.left_out(filled.unknown, filled.without, filled.unfinished):
        faults.say(sentence)
    return faults.FAULT if filled.unknown or filled.unfinished else 0
