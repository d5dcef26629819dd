"""gather: producers, and how an answer is read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from grader.scenario import observe
from grader.testing import LATE, Answer, Scene, Submission, expect, fail, in_box


@in_box
def gathered(student: Any, producers: list[Any], items: Any = None) -> object:
    """Call gather; the answer as it is."""
    os.environ["ITEMS"] = json.dumps(items)
    answer: object = student.gather(producers)
    return answer


@in_box
def given(number: int) -> Any:
    """The items of this producer, which reports that it runs."""
    observe(["producer", number])
    return json.loads(os.environ["ITEMS"])[number]


@in_box
def first(q: Any) -> None:
    """Put the first list."""
    for item in given(0):
        q.put(item)


@in_box
def second(q: Any) -> None:
    """Put the second list."""
    for item in given(1):
        q.put(item)


def each(submission: Submission, scene: Scene, lists: list[list[Any]], **more: Any) -> Iterator[Answer]:
    """Play the scene under many orders: both producers have to run, and all that they put has to come."""
    for answer in submission.schedules(scene, lists, **more):
        all_in_processes(answer, len(lists))
        yield answer
        has_items(answer, answer.value, lists)


def all_in_processes(answer: Answer, count: int, times: int = 1) -> None:
    """End the check unless so many producers ran, each as often as this, and none in the caller."""
    ran = answer.told("producer", int)
    if any(seen.pid == answer.caller.pid for seen in ran):
        used_thread = answer.caller.threads > 1
        fail(
            "A producer ran in the caller's own process.",
            "threads-instead" if used_thread else "no-real-process",
        )
    numbers = sorted(seen.value[1] for seen in ran)
    expect(
        numbers == sorted([*range(count)] * times),
        f"{count} producers were given; these ran: {numbers}.",
        "wrong-value",
    )


def has_items(answer: Answer, value: object, lists: list[list[Any]], told: str = "") -> None:
    """End the check unless ``value`` is all of ``lists``, each in its order; ``told`` is said first.

    Who loses something only if it hears late who has ended has looked into the queue before, not after.
    """
    if not isinstance(value, list):
        fail(f"{told}The answer should be a list; it is {value!r}.", "wrong-type")
    count = sum(map(len, lists))
    lost = "ended-is-not-read" if LATE in answer.held_back else "status-trusted"
    shown = told + (f"{count} items were put; the answer is {value!r}" if count < 12 else f"{count} were put")
    expect(len(value) >= count, f"{shown}, which is {len(value)}.", lost)
    for wanted in lists:
        found = [
            item
            for item in value
            if any(item is other or (type(item) is type(other) and item == other) for other in wanted)
        ]
        expect(found == wanted, f"{shown}. One producer put {wanted!r} in this order.", "wrong-value")
    expect(len(value) == count, f"{shown}, which is {len(value)}.", "wrong-value")
