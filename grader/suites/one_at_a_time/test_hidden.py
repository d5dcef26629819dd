"""one_at_a_time: the parent after a fork, threads of the child, other processes, and exceptions."""

from grader.suites.one_at_a_time.scenes import take_turns
from grader.testing import Submission, check


@check(points=1, diagnosis="two-at-once")
def test_the_parent_after_a_fork(submission: Submission) -> None:
    """After a fork the parent's thread stays alone in its section, until it has ended."""
    steps = [["threads", [["stay", 60.0, "thread"]], ["fork", [["give", "child"]], ["stay", 1.0, "parent"]]]]
    take_turns(submission, [["fork", steps]], "thread", "child", "parent")


@check(points=0.5)
def test_threads_of_the_child(submission: Submission) -> None:
    """In the child, too, sections follow one another; and the child can fork in its turn."""
    one, two, three = (["stay", 60.0, f"child {number}"] for number in (1, 2, 3))
    inner = [["threads", [one, two]], ["threads", [three], ["fork", [["give", "grandchild"]]]]]
    names = ["thread", "child 1", "child 2", "child 3", "grandchild"]
    take_turns(submission, [["fork", [["threads", [["stay", 60.0, "thread"]], ["fork", inner]]]]], *names)


@check(points=0.5, diagnosis="waits-for-other-process")
def test_processes_apart(submission: Submission) -> None:
    """Parent and child can be in their sections at the same time."""
    steps = [["fork", [["meet", 2, "child"]], ["meet", 2, "parent"]]]
    take_turns(submission, [["fork", steps]], "parent", "child")


@check(points=0.5)
def test_exceptions(submission: Submission) -> None:
    """What a section raises passes through, and the next one can begin."""
    for kind in ("an exception", "sys.exit(3)", "KeyboardInterrupt"):
        steps, blame = (
            [["threads", [["fall", kind]]], ["give", "after that"]],
            {"DEADLOCKED": "lock-not-released"},
        )
        take_turns(submission, steps, kind, "after that", blame=blame)
