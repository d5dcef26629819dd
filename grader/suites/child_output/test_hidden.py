"""child_output: slow writers, early closers."""

from __future__ import annotations

import fcntl
import os
import struct
import sys
import termios
import time
from typing import Any

from grader.runner.stage import all_asleep, observe
from grader.suites.child_output.scenes import (
    begin,
    is_answer,
    output_of,
    ran_in_child,
    until_the_caller_sleeps,
)
from grader.testing import Submission, check, expect, in_box, scenario


@in_box
def write_slowly(fd: int) -> None:
    """Write the next word when the one before has been read and the caller waits for more."""
    if begin(fd):
        for word in os.environ["GIVEN"].split():
            os.write(fd, word.encode())
            deadline = time.monotonic() + 0.3
            while unread(fd) and time.monotonic() < deadline:
                time.sleep(0.002)
            until_the_caller_sleeps()


@in_box
def write_at_last(fd: int) -> None:
    """Write when the caller waits, and end at once."""
    if begin(fd):
        all_asleep()
        os.write(fd, os.environ["GIVEN"].encode())


@in_box
def unread(fd: int) -> int:
    """How many bytes a pipe holds."""
    return int(struct.unpack("i", fcntl.ioctl(fd, termios.FIONREAD, b"1234"))[0])


@in_box
def close_early(fd: int) -> None:
    """Write, close, and end later, with the given code."""
    if begin(fd):
        os.write(fd, b"closed")
        os.close(fd)
        until_the_caller_sleeps()
        observe(["late"])
        code = int(os.environ["GIVEN"])
        if code:
            sys.exit(code)


@scenario
def slowly(student: Any, words: str) -> object:
    """The answer for several words, one at a time."""
    os.environ["GIVEN"] = words
    return output_of(student, write_slowly)


@scenario
def at_last(student: Any, word: str) -> object:
    """The answer for a child that has ended before the caller hears of it."""
    os.environ["GIVEN"] = word
    return output_of(student, write_at_last)


@scenario
def closed(student: Any, code: int) -> object:
    """The answer for a child that closes its end and ends later."""
    os.environ["GIVEN"] = str(code)
    return output_of(student, close_early)


@check(points=1)
def test_slow_writer(submission: Submission) -> None:
    """What comes late is not lost: only the end of file is the end."""
    words = [str(submission.random.randrange(1000)) for _ in range(3)]
    answer = submission.play(slowly, " ".join(words))
    ran_in_child(answer)
    is_answer(answer, answer.value, "".join(words).encode(), 0)
    answer = submission.play(at_last, words[0], late=True)
    ran_in_child(answer)
    is_answer(answer, answer.value, words[0].encode(), 0, "ended-is-not-read")


@check(points=0.5, diagnosis="eof-for-end")
def test_early_closer(submission: Submission) -> None:
    """A child that has closed the pipe goes on: its exit code is known when it has ended."""
    for code in (submission.random.randrange(2, 256), 0):
        answer = submission.play(closed, code)
        ran_in_child(answer)
        expect(isinstance(answer.value, tuple), f"The answer is {answer.value!r}.", "wrong-type")
        is_answer(answer, answer.value, b"closed", code)
