"""child_output: bytes, few and many, and exit codes."""

from __future__ import annotations

import os
import sys
from typing import Any

from grader.scenario import ORDINARY, drawn, fall, observe
from grader.suites.child_output.scenes import begin, is_answer, output_of, ran_in_child, why_lost, wrote_it
from grader.testing import Schedule, Submission, check, expect, fail, in_box, scenario


@in_box
def write_given(fd: int) -> None:
    """Write the given text."""
    begin(fd)
    os.write(fd, os.environ["GIVEN"].encode())


@in_box
def write_nothing(fd: int) -> None:
    """Write nothing."""
    begin(fd)


@in_box
def raise_error(fd: int) -> None:
    """Write a word and raise."""
    if begin(fd):
        os.write(fd, b"so far")
        fall(os.environ["KIND"])


@in_box
def leave(fd: int) -> None:
    """Write a word and call sys.exit with the given number."""
    if begin(fd):
        os.write(fd, b"bye")
        observe(["exits"])
        sys.exit(int(os.environ["GIVEN"]))


@in_box
def write_much(fd: int) -> None:
    """Write more than a mebibyte: a word of eight bytes, again and again."""
    begin(fd)
    data = memoryview(os.environ["GIVEN"].encode() * 131_073)
    while data:
        data = data[os.write(fd, data) :]


@scenario
def much(student: Any, word: str) -> object:
    """The answer for a megabyte."""
    os.environ["GIVEN"] = word
    value = output_of(student, write_much)
    if isinstance(value, tuple) and value[:1] == (word.encode() * 131_073,):
        return "all of it", *value[1:]
    return value if not isinstance(value, tuple) else (len(value[0]), *value[1:])


@scenario
def text_and_nothing(student: Any, given: str) -> tuple[object, object]:
    """The answers for a text and for nothing."""
    os.environ["GIVEN"] = given
    return output_of(student, write_given), output_of(student, write_nothing)


@scenario
def raises(student: Any, kinds: list[str]) -> list[object]:
    """The answer for each kind of exception."""
    found = []
    for kind in kinds:
        os.environ["KIND"] = kind
        found.append(output_of(student, raise_error))
    return found


@scenario
def leaves(student: Any, code: int) -> object:
    """The answer for sys.exit."""
    os.environ["GIVEN"] = str(code)
    return output_of(student, leave)


@check(points=1, diagnosis="wrong-value")
def test_bytes(submission: Submission) -> None:
    """The answer has all bytes that were written, also if they are none, and 0 for a child that returned."""
    given = f"line {submission.random.randrange(10**6)}\r\nand another\n"
    answer = submission.play(text_and_nothing, given, writes=True, schedule=Schedule())
    ran_in_child(answer, 2)
    is_answer(answer, answer.value[0], given.encode(), 0, why_lost(submission))
    is_answer(answer, answer.value[1], b"", 0)
    wrote_it(answer, 0, given.encode())


@check(points=0.5, diagnosis="failure-unnoticed")
def test_exception(submission: Submission) -> None:
    """After an exception the exit code is 1, and what was written before is there."""
    # sys.exit has a check of its own; what is no Exception besides, the contract leaves open.
    kinds = drawn(submission.random, ORDINARY)
    answer = submission.play(raises, kinds, schedule=Schedule())
    ran_in_child(answer, len(kinds))
    for value in answer.value:
        is_answer(answer, value, b"so far", 1, why_lost(submission))


@check(points=0.5, diagnosis="wrong-value")
def test_sys_exit(submission: Submission) -> None:
    """The exit code is the number that sys.exit was given, also 0."""
    for code in (submission.random.randrange(2, 256), 0):
        answer = submission.play(leaves, code, schedule=Schedule())
        ran_in_child(answer)
        value = answer.value
        if answer.told("exits") and isinstance(value, tuple) and value[1:] == (1,):
            message = f"sys.exit({code}) ended the child; the answer's exit code is 1."
            fail(message, "system-exit-is-failure")
        is_answer(answer, value, b"bye", code, why_lost(submission))


@check(points=0.5, diagnosis="short-read")
def test_a_megabyte(submission: Submission) -> None:
    """A megabyte arrives: more than the pipe holds."""
    word = f"{submission.random.randrange(10**7, 10**8)}"
    answer = submission.play(much, word, schedule=Schedule())
    ran_in_child(answer)
    shown = f"A megabyte was written and the child returned; the answer has {answer.value!r}."
    expect(answer.value == ("all of it", 0), shown, why_lost(submission))
