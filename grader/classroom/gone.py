"""Results of students who are not in the folder of submissions any more: set aside, and found again."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from grader.classroom import results

#: Where they are set aside: nothing but this module looks there.
FOLDER: Final = "removed"


def set_aside(out: Path, ids: Collection[str]) -> list[str]:
    """Move the results of everybody who is not one of these; return what people call them."""
    labels = []
    for row in results.everybody(out) if results.any_in(out) else ():
        student = results.student_of(row)
        if student.id in ids:
            continue
        (out / FOLDER).mkdir(exist_ok=True)
        for path in (results.file_of(out, student.id), results.page_of(out, student)):
            if path.exists():
                path.replace(out / FOLDER / path.name)
        labels.append(student.label)
    return labels


def bring_back(out: Path, ids: Collection[str]) -> None:
    """Move back the results of those who are there again."""
    for student_id in ids if (out / FOLDER).is_dir() else ():
        there = results.file_of(out, student_id)
        aside = out / FOLDER / there.name
        if aside.exists() and not there.exists():
            aside.replace(there)
