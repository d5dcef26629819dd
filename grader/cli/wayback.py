"""``grade export``: points and feedback in the files that learning platforms import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import faults
from grader.cli.machine import json_option

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
    @json_option
    def moodle(**typed: Any) -> int:  # noqa: ANN401 - the options above
        """Fill Moodle's grading worksheet, and pack the students' pages as feedback files."""
        return _moodle(**typed)


def _add_others(export: click.Group) -> None:
    @export.command("canvas", short_help="Fill a column of Canvas' gradebook.")
    @click.argument("results", metavar="RESULTS")
    @click.option("--gradebook", metavar="FILE", required=True, help="The gradebook as Canvas exported it.")
    @click.option("--assignment", metavar="NAME", help="Name or number of the column (default: that graded).")
    @_OUT
    @json_option
    def canvas(results: str, gradebook: str, assignment: str | None, out: str, as_json: bool) -> int:
        """Fill the column of an assignment in Canvas' gradebook."""
        from grader.intake.exports.sheet import Sheet
        from grader.platforms import gradebook_files

        rows = _rows(results)
        name = assignment or rows[0]["report"]["assignment"]
        return _write({out: gradebook_files.canvas(Sheet.read(Path(gradebook)), rows, name)}, as_json)

    @export.command("gradescope", short_help="List the scores by SID and address.")
    @click.argument("results", metavar="RESULTS")
    @_OUT
    @json_option
    def gradescope(results: str, out: str, as_json: bool) -> int:
        """List the scores as Gradescope does: name, SID, address, points."""
        from grader.platforms import gradebook_files

        return _write({out: gradebook_files.gradescope(_rows(results))}, as_json)


def _moodle(
    results: str,
    worksheet: str | None,
    out: str | None,
    feedback: str | None,
    columns: tuple[str, ...],
    as_json: bool,
) -> int:
    from grader.intake.exports.sheet import Sheet
    from grader.platforms import gradebook_files

    if (worksheet is None) != (out is None) or (worksheet is None and feedback is None):
        raise click.UsageError("Name --worksheet FILE and --out FILE, or --feedback FILE, or all of them.")
    names = _columns(columns)
    rows = _rows(results)
    files = {}
    if worksheet is not None and out is not None:
        files[out] = gradebook_files.moodle_worksheet(Sheet.read(Path(worksheet)), rows, names)
    if feedback is not None:
        files[feedback] = gradebook_files.moodle_feedback(Path(results), rows, "feedback")
    return _write(files, as_json)


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


def _write(files: Mapping[str, Filled], as_json: bool) -> int:
    """Write the files, and say who is in them; the exit code is 3 if somebody's points got lost."""
    from grader import atomic_file
    from grader.messages import teacher

    for out in files:
        atomic_file.check_target(Path(out))
    for out, filled in files.items():
        atomic_file.write(filled.data, Path(out))
    code = faults.FAULT if any(one.unknown or one.unfinished for one in files.values()) else 0
    if as_json:
        return _machine(files, code)
    for out, filled in files.items():
        faults.emit(teacher.exported(filled.count, out) + "\n")
        for sentence in teacher.left_out(filled.unknown, filled.without, filled.unfinished):
            faults.say(sentence)
    return code


def _machine(files: Mapping[str, Filled], code: int) -> int:
    """Print who is in the files, for programs."""
    from grader.cli.machine import documents
    from grader.cli.machine.teacher_documents import ExportDocument, ExportedFile

    exported = [
        ExportedFile(
            path=path,
            students=filled.count,
            unknown=list(filled.unknown),
            without=list(filled.without),
            unfinished=list(filled.unfinished),
        )
        for path, filled in files.items()
    ]
    return documents.emit(ExportDocument(files=exported, exit_code=code))
