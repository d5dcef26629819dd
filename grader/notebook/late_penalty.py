"""Penalties for handing in late: nbgrader's plugins say how much, and only after the assignment's date."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final

from grader.errors import UsageError

METHODS: Final = ("none", "zero")


def assign(
    gradebook: Any,  # noqa: ANN401 - nbgrader's
    assignment: str,
    shares: Mapping[str, float],
    method: str,
) -> None:
    """Set or take back the penalty of each of these students, as nbgrader's autograder does.

    ``shares`` has what the class's own terms take off: 0 to 1. With a ``method`` nbgrader decides instead.
    Whose time of handing in is not known is not late. UsageError if there is no such method.
    """
    found = gradebook.find_assignment(assignment)
    plugin = _plugin(method)
    own = method == "none"
    if found.duedate is None and not (own and any(shares.values())):
        return
    for submission in found.submissions:
        if submission.student_id not in shares:
            continue
        share = shares[submission.student_id] if own else 0.0
        late = submission.total_seconds_late
        for notebook in submission.notebooks:
            asked = (
                plugin.late_submission_penalty(submission.student_id, notebook.score, late) if late else None
            )
            if share:
                asked = share * notebook.score
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
