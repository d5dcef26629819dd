"""count_hits: the sum, and who has counted it."""

from grader.testing import Submission, check, expect


@check(points=1)
def test_threads(submission: Submission) -> None:
    """The threads are there, no process is, and nothing is left when the function returns."""
    answer = submission.call("count_hits", 3, 2)
    expect(not answer.children, f"{len(answer.children)} processes were started; none was asked for.")
    threads = answer.caller.threads
    expect(threads > 1, "The function started no thread; 3 were asked for.", "no-real-thread")
    expect(answer.value == 6, f"3 visitors with 2 hits are 6 hits; it returned {answer.value!r}.")
