"""spawn_safe: the products under every start method, and the script."""

from grader.suites.spawn_safe.scenes import ask, printed
from grader.testing import Submission, check, expect, forked, ran_in_children


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_products(submission: Submission) -> None:
    """The products stand in the order of the items, also with another start method than the caller's."""
    numbers = submission.random.sample(range(-1000, 1000), 3)
    method = {"fork": "spawn", "forkserver": "fork", "spawn": "forkserver"}[submission.start_method]
    answer = ask(submission, numbers, submission.random.randrange(2, 10), 2, method)
    own = [seen for seen in answer.told("set", str) if seen.pid == answer.caller.pid]
    expect(not own, "The start method was set, which sets it for everybody.", "start-method-changed")
    ran_in_children(answer, what="A multiplication")
    forked(answer)


@check(points=1)
def test_script(submission: Submission) -> None:
    """Run as a script, it prints the products on one line and nothing else, under every start method."""
    ask(submission, [1], 2, 1, "fork")
    numbers = submission.random.sample(range(1000), 3)
    for method in ("fork", "spawn", "forkserver"):
        printed(submission, method, submission.random.randrange(2, 10), numbers)
