"""one_at_a_time: threads that wait their turn, and a child forked while one of them is in its section."""

from grader.suites.one_at_a_time.scenes import take_turns
from grader.testing import Submission, check


@check(points=1, diagnosis="two-at-once")
def test_one_after_the_other(submission: Submission) -> None:
    """Threads of one process are in their sections one after the other, however long that takes."""
    names = submission.random.sample(["a", "b", "c", "d"], 3)
    items = [["stay", 5.0, name] for name in names]
    for first in ([], [["again"]]):
        take_turns(submission, [["fork", [*first, ["threads", items]]]], *names)
    take_turns(submission, [["fork", [["threads", items[:2]]]]], *names[:2], finely=6)


@check(points=1.5)
def test_forked_while_busy(submission: Submission) -> None:
    """A child that is forked while a thread is in its section can have a section of its own."""
    steps = [["threads", [["stay", 60.0, "thread"]], ["fork", [["give", "child"]]]]]
    take_turns(submission, [["fork", steps]], "thread", "child")
