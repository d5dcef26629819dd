"""fifo_exchange: a request and its response, and empty ones."""

from grader.suites.fifo_exchange.scenes import exchange, opened_early
from grader.testing import ENDS, LATE, OPENS, Finding, Submission, check, lost_at_the_end

#: Longer than anybody pauses for a child to get ready; respond takes longer still.
PAUSE = 60.0


def out_of_patience(finding: Finding) -> str | None:
    """The diagnosis of a call that gives no answer only where respond takes long."""
    return "limit-for-end" if finding.verdict.value in ("DEADLOCKED", "CRASHED") else None


def too_early(finding: Finding) -> str | None:
    """The diagnosis of a call that gives no answer where opens are late, or pauses short."""
    ended = finding.verdict.value in ("DEADLOCKED", "CRASHED")
    return "sleep-for-wait" if ended and finding.answer.hurried else opened_early(finding)


@check(points=1)
def test_exchange(submission: Submission) -> None:
    """The child gets the request, and the caller what respond makes of it, however late that is."""
    request = f"request {submission.random.randrange(10**9)}\r\nand more\n".encode()
    lost, orders = lost_at_the_end(submission.source), (ENDS, LATE, OPENS)
    limit = "limit-for-end" if lost == "short-read" else lost
    exchange(submission, [(request, [])], lost, held_back=())
    exchange(submission, [(request, ["stay", 10 * PAUSE])], limit, blame=out_of_patience)
    exchange(submission, [(request, [])], lost, held_back=orders, random=2, haste=PAUSE, blame=too_early)


@check(points=0.5)
def test_empty(submission: Submission) -> None:
    """Request and response may be empty."""
    request = f"{submission.random.randrange(10**6)}".encode()
    exchange(submission, [(b"", []), (request, ["nothing"])])
