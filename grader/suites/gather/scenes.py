"""gather: producers that do what their plans say, and what holds for every answer."""

from collections import Counter
from typing import Any

from grader.scenario import act, observe, plan, planned, result_of
from grader.testing import LATE, Answer, expect, fail, in_box, ran_in_children, scenario

#: What the producers of one call of gather do, one step after the other: ``["put", item]``, or as items say.
Plans = list[list[Any]]
#: Items that `if item` takes for nothing.
FALSE = {"None", "0", "''", "False", "[]"}


@in_box
def produce(q: Any, number: int) -> None:
    """Report the call; do what the plan of this number says."""
    observe(["in", number])
    for step in planned()[number]:
        if step[0] == "put":
            q.put(result_of(step[1]))
        else:
            act(step)


@in_box
def first(q: Any) -> None:
    """The producer with the first plan."""
    produce(q, 0)


@in_box
def second(q: Any) -> None:
    """The producer with the second plan."""
    produce(q, 1)


@in_box
def third(q: Any) -> None:
    """The producer with the third plan."""
    produce(q, 2)


@scenario
def gathered(student: Any, rounds: list[list[list[Any]]]) -> list[object]:
    """The answers for the plans of each round."""
    answers: list[object] = []
    for plans in rounds:
        plan(plans)
        answers.append(student.gather([first, second, third][: len(plans)]))
    return answers


def puts(items: list[Any]) -> list[Any]:
    """The plan of a producer that puts these."""
    return [["put", item] for item in items]


def all_gathered(answer: Answer, rounds: list[Plans], lost: str | None = None, told: str = "") -> None:
    """End the check unless all producers ran, elsewhere, and all that they put came, in their order."""
    ran = sorted(seen.value[1] for seen in ran_in_children(answer, int, what="A producer"))
    numbers = sorted(number for plans in rounds for number in range(len(plans)))
    expect(ran == numbers, f"The producers {numbers} were given; these ran: {ran}.", "wrong-value")
    values = answer.value
    for value, plans in zip(values, rounds, strict=True):
        given = [result_of(step[1]) for plan in plans for step in plan if step[0] == "put"]
        put = [[repr(result_of(step[1])) for step in plan if step[0] == "put"] for plan in plans]
        right = sorted(map(repr, given))
        shown = f"{told}{len(right)} items were put; the answer is {value!r:.500}."
        if not isinstance(value, list):
            fail(shown, "wrong-type")
        came = [repr(item) for item in value]
        if len(value) < len(right):
            gone = Counter(right) - Counter(came)
            missing = ", ".join(gone.elements())
            shown = (
                f"{told}{len(right)} items were put; the answer has {len(value)}. Missing: {missing:.300}."
            )
            lacking = [item for item in given if repr(item) in gone]
            fail(shown, why_lacking(answer, value, lacking, lost))
        expect(sorted(came) == right, shown, "wrong-value")
        for items in put:
            rest = iter(came)
            ordered = all(item in rest for item in items)
            expect(ordered, f"{shown} One producer put {', '.join(items)} in this order.", "wrong-value")


def why_lacking(answer: Answer, value: list[Any], lacking: list[Any], lost: str | None) -> str:
    """The diagnosis of items that are not in the answer.

    Who loses something only if it hears late who has ended has looked into the queue before, not after.
    """
    kinds = {*map(repr, lacking)}
    if len(kinds) > 2 and kinds <= FALSE:
        return "falsy-for-missing"
    if len(kinds) > 1 and all(item in value for item in lacking):
        return "equal-is-not-same"
    if lost and value:
        return lost
    if any(sent.sender == answer.caller.pid for sent in answer.outcome.evidence.signals):
        return "limit-for-end"
    return "ended-is-not-read" if LATE in answer.held_back else "status-trusted"
