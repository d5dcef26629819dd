"""fifo_exchange: large ones, functions that fail."""

from __future__ import annotations

import os
import sys
from typing import Any

from grader.suites.fifo_exchange.scenes import asked, exchange, is_response, responded_in_child
from grader.testing import Submission, check, expect, in_box, scenario


@in_box
def multiply(request: bytes) -> bytes:
    """A large response."""
    asked(request)
    return request * int(os.environ["TIMES"])


@in_box
def fail_to_respond(request: bytes) -> bytes:
    """Raise an ordinary exception."""
    if asked(request):
        raise ValueError("no response")
    return b""


@in_box
def exit_from_respond(request: bytes) -> bytes:
    """Leave by sys.exit."""
    if asked(request):
        sys.exit("no response")
    return b""


@scenario
def large(student: Any, word: bytes, request_times: int, response_times: int) -> object:
    """The response, of which only the size is told if it is right."""
    os.environ["TIMES"] = str(response_times)
    value = exchange(student, word * request_times, multiply)
    return "all of it" if value == word * request_times * response_times else len(value)  # type: ignore[arg-type]


@scenario
def failing(student: Any, request: bytes) -> object:
    """The response of a function that raises."""
    return exchange(student, request, fail_to_respond)


@scenario
def leaving(student: Any, request: bytes) -> object:
    """The response of a function that calls sys.exit."""
    return exchange(student, request, exit_from_respond)


@check(points=1.5, diagnosis="short-read")
def test_any_size(submission: Submission) -> None:
    """Request and response may be larger than a pipe, and than a megabyte."""
    word = f"{submission.random.randrange(10**9, 10**10)}".encode()
    for request_times, response_times in ((120_000, 1), (10, 12_000)):
        answer = submission.play(large, word, request_times, response_times)
        responded_in_child(answer, [word * request_times])
        size = len(word) * request_times * response_times
        shown = f"The response has {size} bytes; the answer has {answer.value!r}."
        expect(answer.value == "all of it", shown)


@check(points=0.5, diagnosis="failure-unnoticed")
def test_a_failing_respond(submission: Submission) -> None:
    """If respond raises, the response is empty."""
    request = f"{submission.random.randrange(10**6)}".encode()
    answer = submission.play(failing, request, blame={"DEADLOCKED": "failure-unnoticed"})
    responded_in_child(answer, [request])
    is_response(answer.value, b"")


@check(points=0.5, diagnosis="except-exception")
def test_a_respond_that_exits(submission: Submission) -> None:
    """If respond calls sys.exit, the response is empty."""
    request = f"{submission.random.randrange(10**6)}".encode()
    answer = submission.play(leaving, request, blame={"DEADLOCKED": "except-exception"})
    responded_in_child(answer, [request])
    is_response(answer.value, b"")
