"""log_lineage: a file that is already there, and another child of the caller."""

from __future__ import annotations

import os
from typing import Any

from grader.suites.log_lineage.scenes import logged, own_child, three_lines
from grader.testing import Submission, check, expect, scenario


@scenario
def old_file(student: Any, path: str, old: str) -> tuple[object, str, str]:
    """Call with a file that has text in it."""
    with open(path, "w", encoding="ascii") as file:
        file.write(old)
    return logged(student, path)


@scenario
def beside_another(student: Any, path: str, code: int) -> tuple[object, str, str, int]:
    """Call when another child of the caller has ended; what is learned of it afterwards."""
    other = os.fork()
    if other == 0:
        os._exit(code)
    os.waitid(os.P_PID, other, os.WEXITED | os.WNOWAIT)
    answer = logged(student, path)
    try:
        return *answer, os.waitstatus_to_exitcode(os.waitpid(other, 0)[1])
    except ChildProcessError:
        return *answer, -1


@check(points=0.5, diagnosis="old-lines-kept")
def test_old_text_is_gone(submission: Submission) -> None:
    """A file that was there before is made empty, however long it was."""
    name = f"old {submission.random.randrange(1000)}.txt"
    line = f"old {submission.random.randrange(1000)}"
    old = f"{line}\n" * submission.random.randrange(20, 60)  # longer than any three lines
    answer = submission.play(old_file, name, old, keeps=[name], late=True, writes=True)
    child = own_child(answer)
    text = answer.value[2]
    expect(
        line not in text.splitlines(),
        f"The old text is still in the file: it has {len(text.splitlines())} lines.",
    )
    three_lines(answer, child, name)


@check(points=1, diagnosis="wait-for-any")
def test_other_children(submission: Submission) -> None:
    """Another child of the caller, which has ended before, is left alone."""
    code = submission.random.randrange(1, 256)
    answer = submission.play(
        beside_another, "lineage.txt", code, keeps=["lineage.txt"], late=True, writes=True
    )
    child = own_child(answer, others=1)
    found = answer.value[3]
    expect(found == code, "The other child was collected: only the caller may wait for it.")
    three_lines(answer, child, "lineage.txt")
