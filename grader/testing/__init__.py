"""The public API for suites: all that a suite may import from forklore's trusted side.

A suite is a pytest module ``test_public.py`` or ``test_hidden.py``. Its checks run in the judge
and never touch the submission; what has to run beside the submission is a *scenario*::

    from typing import Any

    from grader.scenario import meet, observe
    from grader.testing import Submission, check, expect, in_box, scenario


    @in_box
    def task(number: int) -> int:
        observe(number)
        return number + 1


    @scenario
    def two_children(student: Any, count: int) -> list[int]:
        return student.start_all(count, task)


    @check(points=2, diagnosis="wrong-value")
    def test_codes(submission: Submission) -> None:
        \"\"\"The exit codes come back by index.\"\"\"
        answer = submission.play(two_children, 2)
        expect(answer.value == [1, 2], f"The codes should be [1, 2]; they were {answer.value!r}.")
"""

from __future__ import annotations

from grader.evidence import ProcessRecord, WriteRecord
from grader.runner.held_back import CHANGES, ENDS, FEEDERS, KILLS, LAST, LATE, MARKS, OPENS
from grader.testing.answer import Answer, Seen
from grader.testing.expectations import (
    all_met,
    at_most,
    called_for_each,
    expect,
    fail,
    forked,
    gave_up,
    lost_at_the_end,
    lost_with_the_slow,
    missing_marks,
    nobody_waits_for,
    nothing_gives,
    ran_in_children,
    returned_pid,
    same_bytes,
    same_list,
    through_text,
    waited_first,
    wrote_itself,
)
from grader.testing.extract import Scene
from grader.testing.files.program_cases import ProgramCases
from grader.testing.files.pytest_file import PytestFile
from grader.testing.findings import Blame, Finding, by_text, diagnosed, is_about_pickling, told_by
from grader.testing.marking import check, in_box, scenario
from grader.testing.source_values import literals, parameters, sizes
from grader.testing.submission import Submission
from grader.warden.protocol import Schedule

__all__ = [
    "CHANGES",
    "ENDS",
    "FEEDERS",
    "KILLS",
    "LAST",
    "LATE",
    "MARKS",
    "OPENS",
    "Answer",
    "Blame",
    "Finding",
    "ProcessRecord",
    "ProgramCases",
    "PytestFile",
    "Scene",
    "Schedule",
    "Seen",
    "Submission",
    "WriteRecord",
    "all_met",
    "at_most",
    "by_text",
    "called_for_each",
    "check",
    "diagnosed",
    "expect",
    "fail",
    "forked",
    "gave_up",
    "in_box",
    "is_about_pickling",
    "literals",
    "lost_at_the_end",
    "lost_with_the_slow",
    "missing_marks",
    "nobody_waits_for",
    "nothing_gives",
    "parameters",
    "ran_in_children",
    "returned_pid",
    "same_bytes",
    "same_list",
    "scenario",
    "sizes",
    "through_text",
    "told_by",
    "waited_first",
    "wrote_itself",
]
