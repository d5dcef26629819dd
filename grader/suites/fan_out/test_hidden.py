"""fan_out: any code, exceptions, another order, slow children."""

from grader.scenario import LONG, ORDINARY, drawn
from grader.suites.fan_out.scenes import codes_of, has_codes, ran_in_children
from grader.testing import Submission, check, expect, gave_up


@check(points=1, diagnosis="wrong-value")
def test_every_code(submission: Submission) -> None:
    """Every exit code from 0 to 255 arrives."""
    random = submission.random
    codes = [random.randrange(128, 255), 255, random.randrange(1, 128)]
    plans = [[["stay", number / 100], code] for number, code in enumerate(codes)]
    answer = submission.play(codes_of, plans)
    ran_in_children(answer, 3)
    has_codes(answer, codes)


@check(points=1, diagnosis="wrong-value")
def test_exceptions(submission: Submission) -> None:
    """An exception in a task is exit code 1, and stays in its child, whatever its type."""
    # What SystemExit gives, and what else is no Exception, the contract leaves open.
    order = drawn(submission.random, ORDINARY)
    for kinds in (["", *order[::3]], [*order[1::3], ""], order[2::3]):
        plans = [
            [["stay", at / 100], ["fall", kind] if kind else [], at + 7] for at, kind in enumerate(kinds)
        ]
        answer = submission.play(codes_of, plans)
        ran_in_children(answer, len(kinds))
        has_codes(answer, [1 if kind else number + 7 for number, kind in enumerate(kinds)])


@check(points=0.5)
def test_another_order(submission: Submission) -> None:
    """The codes are in the children's order, also if the second child ends first."""
    blame = {"DEADLOCKED": "not-concurrent", "TIMED_OUT": "not-concurrent"}
    plans = [[["stay", 0.03 - number / 100], number + 20] for number in range(2)]
    answer = submission.play(codes_of, plans, blame=blame)
    ran_in_children(answer, 2)
    has_codes(answer, [20, 21])


@check(points=1, diagnosis="no-wait")
def test_slow_children(submission: Submission) -> None:
    """The function waits for its children, however long they take."""
    plans = [[["stay", LONG + number], number + 50] for number in range(2)]
    answer = submission.play(codes_of, plans)
    called = {seen.value[1] for seen in answer.told("in", int)}
    expect(called == {0, 1} or answer.value != [50, 51], "Not every task was called.")
    has_codes(answer, [50, 51], gave_up(answer, "no-wait"))
    ran_in_children(answer, 2)
