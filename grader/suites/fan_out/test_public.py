"""fan_out: the codes, and all at once."""

from grader.suites.fan_out.scenes import codes_of, has_codes, in_the_loop, ran_in_children
from grader.testing import Submission, all_met, check, nothing_gives


@check(points=1, diagnosis="wrong-value")
def test_codes(submission: Submission) -> None:
    """Each child ends with what its task returns, and the answer has the codes by number."""
    for n in (submission.random.randrange(2, 5), 1):
        plans = [[["stay", number / 100], number + 40] for number in range(n)]
        answer = submission.play(codes_of, plans, True)
        ran_in_children(answer, n)
        has_codes(answer, [number + 40 for number in range(n)])
        nothing_gives(answer, "fan_out(0, task)", "[]", answer.value)


@check(points=1.5)
def test_at_once(submission: Submission) -> None:
    """All children run at once: they can wait for each other."""
    for n in (3, 33):  # more than anybody's batches are
        plans = [[["meet", n], ["stay", number / 100], number] for number in range(n)]
        answer = submission.play(codes_of, plans)
        ran_in_children(answer, n)
        in_the_loop(answer)
        all_met(answer, n)
        has_codes(answer, [*range(n)])
