"""child_output: slow writers, early closers."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from grader.scenario import observe
from grader.suites.child_output.scenes import (
    begin,
    is_answer,
    output_of,
    ran_in_child,
    why_lost,
)
from grader.testing import ENDS, LATE, Schedule, Submission, check, expect, in_box, scenario


@in_box
def write_slowly(fd: int) -> None:
    """Write the words, so many seconds after one another."""
    if begin(fd):
        for word in os.environ["GIVEN"].split():
            time.sleep(float(os.environ["GAP"]))
            os.write(fd, word.encode())


@in_box
def close_early(fd: int) -> None:
    """Write, close, and end later, with the given code."""
    if begin(fd):
        os.write(fd, b"closed")
        os.close(fd)
        time.sleep(600.0)
        observe(["late"])
        code = int(os.environ["GIVEN"])
        if code:
            sys.exit(code)


@scenario
def slowly(student: Any, words: str, gap: float) -> object:
    """The answer for several words, one at a time."""
    os.environ.update(GIVEN=words, GAP=str(gap))
    return output_of(student, write_slowly)


@scenario
def closed(student: Any, code: int) -> object:
    """The answer for a child that closes its end and ends later."""
    os.environ["GIVEN"] = str(code)
    return output_of(student, close_early)


@check(points=1)
def test_slow_writer(submission: Submission) -> None:
    """What comes late is not lost: only the end of file is the end."""
    words = [str(submission.random.randrange(1000)) for _ in range(3)]
    data = "".join(words).encode()
    for gap, lost in ((0.01, why_lost(submission)), (600.0, "limit-for-end")):
        answer = submission.play(slowly, " ".join(words), gap, schedule=Schedule())
        ran_in_child(answer)
        is_answer(answer, answer.value, data, 0, lost)
    for answer in submission.schedules(
        slowly, " ".join(words), 0.0, held_back=(LATE, ENDS), random=1, haste=0.0
    ):
        ran_in_child(answer)
        is_answer(answer, answer.value, data, 0, "ended-is-not-read")


@check(points=0.5, diagnosis="eof-for-end")
def test_early_closer(submission: Submission) -> None:
    """A child that has closed the pipe goes on: its exit code is known when it has ended."""
    for code in (submission.random.randrange(2, 256), 0):
        answer = submission.play(closed, code, schedule=Schedule())
        ran_in_child(answer)
        expect(isinstance(answer.value, tuple), f"The answer is {answer.value!r}.", "wrong-type")
        is_answer(answer, answer.value, b"closed", code)
