"""at_most: how many are under way."""

from grader.testing import Schedule, Submission, check, expect
from scenes import awaited


@check(points=2)
def test_so_many_at_once(submission: Submission) -> None:
    """At most `limit` coroutines are under way, and the next one begins as soon as one has ended."""
    limit = submission.random.randrange(2, 5)
    answer = submission.play(awaited, limit, [600.0, *[1.0] * (2 * limit)], schedule=Schedule())
    most = answer.most_at_once("in", "out")
    expect(most <= limit, f"{most} coroutines were under way at once; the limit is {limit}.", "too-many-at-once")
    expect(most == limit, f"Only {most} were under way at once; {limit} were allowed.", "awaited-one-by-one")
    last = answer.seen[-1].value
    expect(last == ["out", 0], "The first task takes 600 s: all others should end before it.", "held-up-by-one")
