"""fork_report: the order of the lines, other descriptors."""

from typing import Any

from grader.scenario import LONG
from grader.suites.fork_report.scenes import line_of, one_child, reported, wrote_early
from grader.testing import CHANGES, ENDS, Submission, by_text, check, expect, waited_first, wrote_itself


@check(points=1)
def test_parent_waits_before_it_writes(submission: Submission) -> None:
    """The parent writes its line only after the child has ended, however slow the child is."""
    blame = by_text({"waits for a signal": "missed-wakeup", "ChildProcessError": "collected-already"})
    every: dict[str, Any] = {"random": 0, "preemptions": 1, "blame": blame, "writes": True}
    for late, kind in ((LONG, ENDS), (0.0, CHANGES)):  # the child's end is told late, or just before a wait
        for answer in submission.schedules(reported, late, "", held_back=(kind,), haste=late, **every):
            child = one_child(answer)
            waited_first(child, wrote_early(answer))
            line_of(answer, child, "parent")
    answer = submission.play(reported, LONG, "", LONG / 2, writes=True)
    shown = "The parent wrote its line when another child of the caller had ended, and its own had not."
    expect(not wrote_early(answer), shown, "ignores-other-children")


@check(points=1)
def test_any_descriptor(submission: Submission) -> None:
    """The lines go to the descriptor that was given, also a file's."""
    before = f"{submission.random.randrange(10**6)}\n"
    answer = submission.play(reported, 0.0, before, keeps=["report.txt"], writes=True)
    child, text = one_child(answer), answer.value[2]
    kept = text.startswith(before)
    expect(kept, f"The file had the line {before!r} at its beginning; it has {text!r}.", "emptied-again")
    for who, pid in (("child", child.pid), ("parent", answer.caller.pid)):
        wrote_itself(answer, pid, line_of(answer, child, who, before) + "\n", *answer.value[1:])
