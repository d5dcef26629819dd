"""fork_report: the order of the lines, other descriptors."""

from grader.scenario import LONG
from grader.suites.fork_report.scenes import line_of, one_child, reported, wrote_early
from grader.testing import CHANGES, ENDS, Schedule, Submission, check, expect, waited_first, wrote_itself


@check(points=1)
def test_parent_waits_before_it_writes(submission: Submission) -> None:
    """The parent writes its line only after the child has ended, however slow the child is."""
    orders = submission.schedules(reported, LONG, "", held_back=(ENDS,), random=0, haste=LONG, writes=True)
    for answer in orders:
        child = one_child(answer)
        waited_first(child, wrote_early(answer))
        line_of(answer, child, "parent")
    answer = submission.play(reported, LONG, "", LONG / 2, writes=True)
    shown = "The parent wrote its line when another child of the caller had ended, and its own had not."
    expect(not wrote_early(answer), shown, "ignores-other-children")
    # The child's end is told just before somebody waits to be told.
    told = Schedule(hold=(CHANGES,))
    one_child(submission.play(reported, 0.0, "", schedule=told, blame={"DEADLOCKED": "missed-wakeup"}))


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
