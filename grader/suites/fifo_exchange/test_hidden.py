"""fifo_exchange: large ones, functions that fail."""

from grader.scenario import ORDINARY, RAISING, drawn
from grader.suites.fifo_exchange.scenes import exchange
from grader.testing import Submission, check, sizes


@check(points=1.5, diagnosis="short-read")
def test_any_size(submission: Submission) -> None:
    """Request and response may be larger than a pipe, and than a megabyte."""
    word = b"%d\xff" % submission.random.randrange(10**8, 10**9)  # which is no text
    for request_times, response_times in ((120_000, 1), (10, 12_000)):
        exchange(submission, [(word * request_times, ["times", response_times])])
    lengths = [submission.random.randrange(70_000, 200_000), *sizes(submission.source, 1 << 18)]
    rounds = [((word * length)[:length], ["times", 1]) for length in lengths]
    exchange(submission, rounds, held_back=(), random=1)


@check(points=0.5, diagnosis="failure-unnoticed")
def test_a_failing_respond(submission: Submission) -> None:
    """If respond raises, the response is empty."""
    fails(submission, ORDINARY, "failure-unnoticed")


@check(points=0.5, diagnosis="except-exception")
def test_a_respond_that_exits(submission: Submission) -> None:
    """If respond calls sys.exit, or raises what is no Exception either, the response is empty."""
    fails(submission, tuple(kind for kind in RAISING if kind not in ORDINARY), "except-exception")


def fails(submission: Submission, kinds: tuple[str, ...], diagnosis: str) -> None:
    """End the check unless the response is empty, whichever of these kinds respond raises."""
    request = f"{submission.random.randrange(10**6)}".encode()
    exchange(submission, [(request, ["nothing"])])  # what is wrong with this has nothing to do with failures
    rounds = [(request, ["fall", kind]) for kind in drawn(submission.random, kinds)]
    exchange(submission, rounds, blame={"DEADLOCKED": diagnosis})
