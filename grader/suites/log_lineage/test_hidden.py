"""log_lineage: a file that is already there."""

from __future__ import annotations

import mmap
from typing import Any

from grader.suites.log_lineage.scenes import LATE, logged, own_child, three_lines
from grader.testing import ENDS, Schedule, Submission, check, expect, scenario


@scenario
def old_file(student: Any, path: str, old: str, late: float) -> tuple[object, str, str]:
    """Call with a file that has text in it."""
    with open(path, "wb+") as file:
        file.truncate(len(old))
        with mmap.mmap(file.fileno(), len(old)) as memory:  # what calls write is the submission's
            memory[:] = old.encode("ascii")
    return logged(student, path, late)


@check(points=1, diagnosis="old-lines-kept")
def test_old_text_is_gone(submission: Submission) -> None:
    """A file that was there before is made empty, however long it was."""
    name = f"old {submission.random.randrange(1000)}.txt"
    line = f"old {submission.random.randrange(1000)}"
    old = f"{line}\n" * submission.random.randrange(20, 60)  # longer than any three lines
    order = Schedule(hold=(ENDS,))
    answer = submission.play(old_file, name, old, LATE, schedule=order, keeps=[name], writes=True)
    child = own_child(answer)
    text = answer.value[2]
    expect(
        line not in text.splitlines(),
        f"The old text is still in the file: it has {len(text.splitlines())} lines.",
    )
    three_lines(answer, child, name)
