"""fifo_exchange: a request and its response, and empty ones."""

from __future__ import annotations

from typing import Any

from grader.suites.fifo_exchange.scenes import (
    ask,
    asked,
    echo,
    exchange,
    is_response,
    responded_in_child,
    went_through_pipes,
)
from grader.testing import Submission, check, in_box, scenario


@in_box
def say_nothing(request: bytes) -> bytes:
    """An empty response."""
    asked(request)
    return b""


@scenario
def once(student: Any, request: bytes) -> object:
    """The response to one request."""
    return exchange(student, request, echo)


@scenario
def empty(student: Any, request: bytes) -> tuple[object, object]:
    """The responses to an empty request, and of a function that says nothing."""
    return exchange(student, b"", echo), exchange(student, request, say_nothing)


@check(points=1)
def test_exchange(submission: Submission) -> None:
    """The child gets the request, and the caller what respond makes of it, however late the child begins."""
    request = f"request {submission.random.randrange(10**9)}\r\nand more\n".encode()
    for late in (False, True):
        answer = ask(submission, once, request, late=late, writes=True)
        responded_in_child(answer, [request])
        is_response(answer.value, request[::-1])
        went_through_pipes(answer, request, request[::-1])


@check(points=0.5)
def test_empty(submission: Submission) -> None:
    """Request and response may be empty."""
    request = f"{submission.random.randrange(10**6)}".encode()
    answer = submission.play(empty, request)
    responded_in_child(answer, [b"", request])
    for value in answer.value:
        is_response(value, b"")
