"""``grade batch``: what is asked for, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli import faults
from grader.messages import teacher

if TYPE_CHECKING:
    from grader.bank import Bank
    from grader.classroom.assignment import Assignment
    from grader.classroom.late import Extension
    from grader.classroom.roster import HandIn
    from grader.classroom.terms import Terms


class Deal:
    """Finds the terms of a class: before anything is taken in what is asked for, and then the rest."""

    def __init__(
        self,
        out: Path,
        assignment: str | None,
        extensions: str | None,
        attempts: str | None,
        feedback: str | None,
    ) -> None:
        self._out, self._attempts, self._feedback = out, attempts, feedback
        self._files = tuple(Path(name) if name is not None else None for name in (assignment, extensions))
        self._assignment: Assignment | None = None
        self._extensions: dict[str, Extension] = {}

    def asked(self, bank: Bank, slugs: Sequence[str]) -> tuple[str, ...]:
        """Return the exercises to look for, none if everything that anybody has handed in counts."""
        from grader.classroom import terms

        named, more = self._files
        self._assignment, self._extensions = terms.agreed(self._out, bank, slugs, named, more)
        if self._assignment is not None:
            if self._assignment.name:
                faults.emit(teacher.assigned(self._assignment) + "\n")
            return self._assignment.slugs
        return tuple(slugs)

    @property
    def attempts(self) -> str:
        """Return which of several attempts counts: as it was typed, else as the assignment says."""
        from grader.classroom.assignment import LATEST

        agreed = self._assignment.attempts if self._assignment is not None else LATEST
        return self._attempts or agreed

    def unmatched(self, everybody: Sequence[HandIn]) -> list[str]:
        """Return sentences on extensions that give nobody more time."""
        from grader.classroom import late

        students = [student for handed in everybody for student in handed.students]
        nobodys = late.unmatched(self._extensions, students)
        said = [teacher.extensions_unused(nobodys)] if nobodys else []
        dated = self._assignment is not None and self._assignment.due is not None
        if not dated and any(one.until is None for one in self._extensions.values()):
            said.append(teacher.days_of_nothing(late.NAME))
        return said

    def terms(self, everybody: Sequence[HandIn], bank: Bank, slugs: Sequence[str]) -> Terms:
        """Make the folder of results, and return the terms; whoever is there again has the old results."""
        from grader.classroom import gone, results, terms
        from grader.render import jsonreport

        feedback = self._feedback or terms.feedback_of(self._out)
        known = (self._assignment, self._extensions, everybody, bank, slugs)
        found = terms.of_class(*known, jsonreport.as_dict, feedback)
        results.prepare(self._out)
        terms.keep(self._out, *self._files)
        gone.bring_back(self._out, {student.id for handed in everybody for student in handed.students})
        return found
