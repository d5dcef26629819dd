"""gather: any item, late and silent producers, and some that raise or end."""

from typing import Any

from grader.scenario import ENDING, LONG, RAISING, drawn, odd_values
from grader.suites.gather.scenes import all_gathered, gathered, puts
from grader.testing import LATE, Submission, check, expect, literals


@check(points=0.5)
def test_any_item(submission: Submission) -> None:
    """Any value may be an item: None, 0, False and the empty ones too."""
    plans = [
        puts(["first", *odd_values(submission.random, literals(submission.source))]),
        puts([["other"], None]),
    ]
    answer = submission.play(gathered, [plans])
    all_gathered(answer, [plans], lost="none-as-end-mark")


@check(points=0.5)
def test_late_and_silent(submission: Submission) -> None:
    """A producer may be late, and another may put nothing: the end is when all have ended and all is read."""
    one, two = submission.random.sample(range(1000), 2)
    plans: list[list[Any]] = [[*puts([one]), ["stay", LONG], *puts([two]), ["stay", LONG]], []]
    answer = submission.play(gathered, [plans])
    all_gathered(answer, [plans], told=f"A producer put its items {LONG:g} s apart. ")
    plans = [puts([["a", one, two], ["a"], [one, two]]), puts([["b"], ["b", one, two]])]
    for answer in submission.schedules(gathered, [plans], held_back=(LATE,), random=1):
        all_gathered(answer, [plans])


@check(points=0.5)
def test_a_producer_that_raises(submission: Submission) -> None:
    """What a producer has put before it raises is in the answer, whatever it raises."""
    numbers = submission.random.sample(range(1000), 6)
    falls(submission, RAISING, puts([["a", n] for n in numbers[:2]]), puts([["b", n] for n in numbers[2:4]]))


@check(points=0.5)
def test_a_process_that_ends(submission: Submission) -> None:
    """If a producer's process ends by itself, or is killed, everything from the others still comes."""
    falls(submission, ENDING, [], [])


def falls(submission: Submission, kinds: tuple[str, ...], one: list[Any], other: list[Any]) -> None:
    """End the check unless all comes, whatever the kinds in which the first two producers end."""
    order = drawn(submission.random, kinds)
    pairs = [(order[at], order[at - 1]) for at in range(0, len(order), 2)]
    last = [["stay", 1.0], *puts([["c", n] for n in submission.random.sample(range(1000), 2)])]
    rounds = [[[*one, ["fall", a]], [*other, ["fall", b]], last] for a, b in pairs]
    for answer in submission.schedules(gathered, rounds, held_back=(LATE,), random=1, haste=0.0):
        third = [seen.pid for seen in answer.seen if seen.value == ["in", 2]]
        signals = answer.outcome.evidence.signals
        ended = any(sent.pid in third and sent.sender == answer.caller.pid for sent in signals)
        shown = "When the processes of two producers had ended, a third one was ended as well, or not begun."
        expect(len(third) == len(rounds) and not ended, shown, "failure-unnoticed")
        all_gathered(answer, rounds, told=f"Two producers of each call ended by {order}. ")
