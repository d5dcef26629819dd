"""relay: order, any message, the size of the pool, and nothing to do."""

from grader.scenario import LONG, odd_values
from grader.suites.relay.scenes import all_relayed, blamed, relayed, relays
from grader.testing import Submission, check, expect, literals, same_list


@check(points=1, diagnosis="completion-order")
def test_order(submission: Submission) -> None:
    """The answer has the order of the messages, also if the transform of the first one ends last."""
    relays(submission, [["stay", 3.0 - number, number] for number in range(2)], workers=2)
    messages, blame = submission.random.sample(range(1000), 2), blamed(2)
    for answer in submission.schedules(relayed, messages, 2, LONG, random=1, blame=blame):
        all_relayed(answer, messages, "wrong-value")


@check(points=0.5)
def test_any_message(submission: Submission) -> None:
    """Any value may be a message: None, 0, False and the empty ones too."""
    messages = ["first", *odd_values(submission.random, literals(submission.source)), "last"]
    relays(submission, messages, workers=1, lost="none-as-end-mark")


@check(points=0.5, diagnosis="pool-size-ignored")
def test_size_of_the_pool(submission: Submission) -> None:
    """The pool has the size that was asked for."""
    workers, messages = submission.random.choice([2, 3]), ["a", ["give", None], "a", ["give", 0]]
    most = relays(submission, messages, workers).most_alive
    shown = f"With workers={workers}, there were {most} processes at once, not counting the manager's."
    expect(most <= workers, shown)


@check(points=0.5)
def test_no_messages(submission: Submission) -> None:
    """Without messages the answer is []."""
    answer = submission.play(relayed, [], 2, LONG, blame=blamed(2))
    same_list(answer.value, [])
