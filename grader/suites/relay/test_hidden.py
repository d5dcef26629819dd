"""relay: order, any message, the size of the pool, and nothing to do."""

from __future__ import annotations

from typing import Any

from grader.suites.relay.scenes import LONG, alive_at_once, ask, each, is_list, ran_elsewhere, relayed
from grader.testing import Submission, check, expect, scenario


@scenario
def answer_for(student: Any, messages: list[Any], workers: int, late: float) -> object:
    """The answer for these messages, the first of which is late."""
    return relayed(student, messages, workers, late)


@check(points=1, diagnosis="completion-order")
def test_order(submission: Submission) -> None:
    """The answer has the order of the messages, also if the transform of the first one ends last."""
    answer = ask(submission, answer_for, [["stay", number, 3.0 - number] for number in range(2)], 2, LONG)
    ran_elsewhere(answer, 2)
    is_list(answer.value, [5, 6], "wrong-value")
    numbers = submission.random.sample(range(1000), 2)
    for answer in each(submission, answer_for, numbers, 2, LONG, random=1):
        is_list(answer.value, [[number, "changed"] for number in numbers], "wrong-value")


@check(points=0.5)
def test_any_message(submission: Submission) -> None:
    """Any value may be a message: None, 0, False and the empty ones too."""
    messages: list[Any] = [None, 0, "", False, [], "STOP", -1, submission.random.randrange(10, 1000)]
    submission.random.shuffle(messages)
    messages = ["first", *messages, "last"]
    answer = ask(submission, answer_for, messages, 1, LONG)
    ran_elsewhere(answer, len(messages))
    is_list(answer.value, [[message, "changed"] for message in messages], "none-as-end-mark")


@check(points=0.5, diagnosis="pool-size-ignored")
def test_size_of_the_pool(submission: Submission) -> None:
    """The pool has the size that was asked for."""
    workers = submission.random.choice([2, 3])
    answer = ask(submission, answer_for, ["a", ["give", None], "a", ["give", 0]], workers, LONG)
    ran_elsewhere(answer, 4)
    most = alive_at_once(answer)
    expect(
        most <= workers, f"With workers={workers}, {most} processes lived at once, the manager's not counted."
    )
    value = answer.value
    right = [["a", "changed"], None, ["a", "changed"], 0]
    expect(isinstance(value, list), f"The answer should be a list; it is {value!r}.", "wrong-type")
    expect(value != [], "Four messages were sent; the answer is [].", "status-trusted")
    expect(
        sorted(map(repr, value)) == sorted(map(repr, right)),
        f"The answer should be {right!r}; it is {value!r}.",
        "wrong-value",
    )


@check(points=0.5)
def test_no_messages(submission: Submission) -> None:
    """Without messages the answer is []."""
    answer = ask(submission, answer_for, [], 2, LONG)
    is_list(answer.value, [], "wrong-value")
