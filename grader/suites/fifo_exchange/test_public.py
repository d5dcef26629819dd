"""fifo_exchange: a request and its response, and empty ones."""

from __future__ import annotations

import os
from typing import Any

from grader.suites.fifo_exchange.scenes import ASKS, PAUSE, ask, asked, exchange, is_response
from grader.testing import ENDS, LATE, OPENS, Submission, check, in_box, scenario


@in_box
def echo(request: bytes) -> bytes:
    """The request, backwards, after the given seconds."""
    asked(request, float(os.environ["PAUSE"]))
    return request[::-1]


@in_box
def say_nothing(request: bytes) -> bytes:
    """An empty response."""
    asked(request)
    return b""


@scenario
def once(student: Any, request: bytes, pause: float) -> object:
    """The response to one request, which takes so many seconds."""
    os.environ["PAUSE"] = str(pause)
    return exchange(student, request, echo)


@scenario
def empty(student: Any, request: bytes) -> tuple[object, object]:
    """The responses to an empty request, and of a function that says nothing."""
    os.environ["PAUSE"] = "0"
    return exchange(student, b"", echo), exchange(student, request, say_nothing)


@check(points=1)
def test_exchange(submission: Submission) -> None:
    """The child gets the request, and the caller what respond makes of it, however late that is."""
    request = f"request {submission.random.randrange(10**9)}\r\nand more\n".encode()
    many = {"held_back": (ENDS, LATE, OPENS), "random": 2, "haste": PAUSE}
    for pause, lost, orders in ((10 * PAUSE, "limit-for-end", {}), (0.0, "short-read", many)):
        right = request[::-1]
        for answer in ask(submission, once, request, pause, requests=[request], responses=[right], **orders):
            is_response(answer.value, right, "ended-is-not-read" if ASKS.search(submission.source) else lost)


@check(points=0.5)
def test_empty(submission: Submission) -> None:
    """Request and response may be empty."""
    request = f"{submission.random.randrange(10**6)}".encode()
    for answer in ask(submission, empty, request, requests=[b"", request], responses=[]):
        for value in answer.value:
            is_response(value, b"")
