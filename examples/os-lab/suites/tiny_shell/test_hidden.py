"""tiny_shell: long lines, much output, and who runs what."""

from grader.testing import Submission, check, expect


@check(points=1, needs=("test_output",))
def test_more_than_a_pipe_holds(submission: Submission) -> None:
    """All programs run at once: more than a pipe holds goes through three of them."""
    answer = submission.call("tiny_shell", "seq 1 60000 | cat | tail -n 1", blame="one-after-the-other")
    expect(answer.stdout == "60000\n", f"The line should print 60000; it printed {answer.stdout!r}.")


@check(points=1)
def test_children_of_the_caller(submission: Submission) -> None:
    """Each program is a child of the caller's, which has waited for it."""
    answer = submission.call("tiny_shell", "true | true | true")
    own = [child for child in answer.children if child.parent == answer.caller.pid]
    expect(len(own) == 3, f"Of the 3 programs the caller started {len(own)} itself.", "no-real-process")
    expect(all(child.reaped for child in own), "The function did not wait for each of its children.", "no-wait")
