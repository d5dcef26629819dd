"""relay: messages through a pool of two, and through a pool of one."""

from grader.suites.relay.scenes import relays
from grader.testing import Submission, check


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_messages(submission: Submission) -> None:
    """The messages are read once and transformed, by processes of the pool; the answer has them in order."""
    relays(submission, submission.random.sample(range(1000), 4), workers=1)


@check(points=1)
def test_one_process(submission: Submission) -> None:
    """A pool of one process is enough, however many messages there are."""
    relays(submission, submission.random.sample(range(1000), 120), workers=1, free=True)
