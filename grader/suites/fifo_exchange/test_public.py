"""fifo_exchange: a request and its response, and empty ones."""

from __future__ import annotations

from grader.suites.fifo_exchange.scenes import ASKS, exchange
from grader.testing import ENDS, LATE, OPENS, Submission, check

#: Longer than anybody pauses for a child to get ready; respond takes longer still.
PAUSE = 60.0


@check(points=1)
def test_exchange(submission: Submission) -> None:
    """The child gets the request, and the caller what respond makes of it, however late that is."""
    request = f"request {submission.random.randrange(10**9)}\r\nand more\n".encode()
    asks = "ended-is-not-read" if ASKS.search(submission.source) else None
    exchange(submission, [(request, ["stay", 10 * PAUSE])], asks or "limit-for-end")
    orders = (ENDS, LATE, OPENS)
    given = [(request, ["stay", 0.0])]
    exchange(submission, given, asks or "short-read", held_back=orders, random=2, haste=PAUSE)


@check(points=0.5)
def test_empty(submission: Submission) -> None:
    """Request and response may be empty."""
    request = f"{submission.random.randrange(10**6)}".encode()
    exchange(submission, [(b"", ["stay", 0.0]), (request, ["nothing"])])
