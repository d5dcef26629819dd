"""Penalties for handing in late: nbgrader's plugins say how much, and only after the assignment's date."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, Final

from grader.errors import UsageError

METHODS: Final = ("none", "zero")


def assign(gradebook: Any, assignment: str, students: Sequence[str], method: str) -> None:  # noqa: ANN401
    """Set or take back the penalty of each of these students, as nbgrader's autograder does.

    Whose time of handing in is not known is not late. UsageError if there is no such method.
    """
    found = gradebook.find_assignment(assignment)
    plugin = _plugin(method)
    if found.duedate is None:
        return
    for submission in found.submissions:
        if submission.student_id not in students:
            continue
        late = submission.total_seconds_late
        for notebook in submission.notebooks:
            asked = (
                plugin.late_submission_penalty(submission.student_id, notebook.score, late) if late else None
            )
            penalty = None if asked is None else min(max(asked, 0.0), notebook.score)
            if notebook.late_submission_penalty != penalty:
                notebook.late_submission_penalty = penalty
    gradebook.db.commit()


def _plugin(method: str) -> Any:  # noqa: ANN401 - nbgrader's
    from nbgrader.plugins import LateSubmissionPlugin

    if method in METHODS:
        return LateSubmissionPlugin(penalty_method=method)
    module, _, name = method.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise UsageError(
            f"There is no plugin {method}: {error}.",
            "Say none, zero, or MODULE.CLASS of a plugin of nbgrader's.",
        ) from error
