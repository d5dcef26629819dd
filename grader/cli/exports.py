"""The files that a run writes beside its report: results for other systems."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from grader import atomic_file
from grader.errors import ForkloreError, GraderError
from grader.safe import shown

if TYPE_CHECKING:
    from grader.cli.grading import GradeRequest
    from grader.report import Report


NO_SCORE: Final = "{} is not written: not every check could be judged, so there is no score."


class Export(msgspec.Struct, frozen=True):
    """One file."""

    path: Path
    encode: Callable[[Report], bytes]
    marks: bool = True
    """Whether a system takes marks from it. It is then not written unless everything could be judged."""


def asked(request: GradeRequest) -> list[Export]:
    """Return the files that were asked for; UsageError, before grading, if one of them cannot be written."""
    found = []
    if request.junit:
        from grader.platforms import junit

        found.append(Export(Path(request.junit), junit.encode, marks=False))
    if request.gradescope:
        from grader.platforms import gradescope

        found.append(Export(Path(request.gradescope), gradescope.encode))
    if request.classroom50:
        from grader.platforms import classroom50

        classroom50.identity()
        path = Path(request.classroom50)
        found += [
            Export(path, classroom50.encode),
            Export(path.with_name(classroom50.BODY), classroom50.body),
        ]
    for export in found:
        atomic_file.check_target(export.path)
    return found


def write(exports: Sequence[Export], report: Report) -> ForkloreError | None:
    """Write the files and return what went wrong: the report itself is still worth reading."""
    fault: ForkloreError | None = None
    for export in exports:
        if export.marks and not report.complete:
            with contextlib.suppress(OSError):  # one of an earlier run would be taken for this one's
                export.path.unlink()
            fault = GraderError(NO_SCORE.format(shown(export.path)), "Grade it again.")
            continue
        try:
            atomic_file.write(export.encode(report), export.path)
        except ForkloreError as error:
            fault = error
    return fault
