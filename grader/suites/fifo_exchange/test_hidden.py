"""fifo_exchange: large ones, functions that fail."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from grader.scenario import ORDINARY, RAISING, drawn, fall
from grader.suites.fifo_exchange.scenes import ask, asked, exchange, is_response
from grader.testing import Submission, check, expect, in_box, scenario


@in_box
def multiply(request: bytes) -> bytes:
    """A large response."""
    asked(request)
    return request * int(os.environ["TIMES"])


@in_box
def fail_to_respond(request: bytes) -> bytes:
    """Raise the given kind of exception."""
    if asked(request):
        fall(os.environ["KIND"])
    return b""


@scenario
def large(student: Any, word: bytes, request_times: int, response_times: int) -> object:
    """The response, of which only the size is told if it is right."""
    os.environ["TIMES"] = str(response_times)
    value = exchange(student, word * request_times, multiply)
    return "all of it" if value == word * request_times * response_times else len(value)  # type: ignore[arg-type]


@scenario
def failing(student: Any, request: bytes, kinds: list[str]) -> list[object]:
    """The response of a function that raises, for each kind of exception."""
    found = []
    for kind in kinds:
        os.environ["KIND"] = kind
        found.append(exchange(student, request, fail_to_respond))
    return found


@check(points=1.5, diagnosis="short-read")
def test_any_size(submission: Submission) -> None:
    """Request and response may be larger than a pipe, and than a megabyte."""
    word = f"{submission.random.randrange(10**9, 10**10)}".encode()
    for request_times, response_times in ((120_000, 1), (10, 12_000)):
        request = word * request_times
        response = request * response_times
        given = (word, request_times, response_times)
        for answer in ask(submission, large, *given, requests=[request], responses=[response]):
            shown = f"The response has {len(response)} bytes; the answer has {answer.value!r}."
            expect(answer.value == "all of it", shown)


@check(points=0.5, diagnosis="failure-unnoticed")
def test_a_failing_respond(submission: Submission) -> None:
    """If respond raises, the response is empty."""
    all_empty(submission, ORDINARY, "failure-unnoticed")


@check(points=0.5, diagnosis="except-exception")
def test_a_respond_that_exits(submission: Submission) -> None:
    """If respond calls sys.exit, or raises what is no Exception either, the response is empty."""
    all_empty(submission, [kind for kind in RAISING if kind not in ORDINARY], "except-exception")


def all_empty(submission: Submission, kinds: Iterable[str], diagnosis: str) -> None:
    """End the check unless the response is empty, whichever of these kinds respond raises."""
    request = f"{submission.random.randrange(10**6)}".encode()
    raised = drawn(submission.random, kinds)
    asked_for, blame = [request] * len(raised), {"DEADLOCKED": diagnosis}
    for answer in ask(submission, failing, request, raised, requests=asked_for, responses=[], blame=blame):
        for value in answer.value:
            is_response(value, b"")
