"""child_output: a function that does what its steps say, and what holds for every answer."""

import os
import stat
import sys
from typing import Any

from grader.scenario import act, in_caller, observe, place, plan, planned
from grader.testing import Answer, by_text, expect, fail, in_box, ran_in_children, same_bytes, scenario

UNDECODED = by_text({"codec can't decode": "through-text"})
#: More than a mebibyte of words of eight bytes.
MUCH = 131_073
#: So many of them fit into a pipe: their writer has ended before anybody reads, and few reads get them all.
FITS = 5_000


@in_box
def produce(fd: int) -> None:
    """Report the call; do the steps of the environment: write a text so often, close, exit, and others."""
    observe(["in", stat.S_ISFIFO(os.fstat(fd).st_mode), place(fd)])
    for step in planned():
        match step:
            case ["write", text, times]:
                data = memoryview(text.encode("latin-1") * times)
                while data:
                    data = data[os.write(fd, data) :]
            case _ if in_caller():
                continue
            case ["close"]:
                os.close(fd)
            case ["exit", code]:
                observe(["exits"])
                sys.exit(code)
        act(step)


@scenario
def outputs_of(student: Any, rounds: list[list[Any]]) -> list[object]:
    """The answer for the steps of each round."""
    answers: list[object] = []
    for steps in rounds:
        plan(steps)
        answers.append(student.child_output(produce))
    return answers


def right_outputs(answer: Answer, rounds: list[list[Any]], lost: str = "short-read") -> None:
    """End the check unless produce ran once a round, in a child with a pipe, and its end is the answer."""
    calls, values = ran_in_children(answer, bool, str, what="produce"), answer.value
    shown = f"produce was called {len(calls)} times; {len(rounds)} was asked for."
    expect(len(calls) == len(rounds), shown, "wrong-value")
    pipes = all(seen.value[1] for seen in calls)
    expect(pipes, "produce was given something that is no pipe.", "wrong-descriptor")
    for value, steps, seen in zip(values, rounds, calls, strict=True):
        data, code = end_of(steps)
        right_output(value, data, code, lost)
        child = answer.process(seen.pid)
        if child is not None and child.end is not None:
            ended = f"The process that called produce ended with exit code {child.exitcode}, not {code}."
            expect(child.exitcode == code, ended, "believes-message")


def end_of(steps: list[Any]) -> tuple[bytes, int]:
    """The bytes that these steps write, and the exit code with which they end."""
    data = b"".join(step[1].encode("latin-1") * step[2] for step in steps if step[0] == "write")
    match steps[-1]:
        case ["exit", code]:
            return data, int(code)
        case [word, *_]:
            return data, int(word == "fall")
    return data, 0


def right_output(value: object, data: bytes, code: int, lost: str) -> None:
    """End the check unless these are the bytes and the exit code; ``lost`` is why bytes would be missing."""
    right = f"The answer should be ({shown(data)}, {code})"
    if not (isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], bytes)):
        fail(f"{right}; it is {value!r:.100}.", "wrong-type")
    text = f"{right}; it is ({shown(value[0])}, {value[1]!r})."
    limit = "A time limit ran out before the child was done. "
    early = lost == "limit-for-end" and data.startswith(value[0])
    same_bytes(value[0], data, limit + text if early else text, lost)
    expect(value[1] is not None, text, "exitcode-before-join")
    expect(value[1] == code or value[1] != code << 8, text, "raw-status")
    expect(value[1] == code, text)


def shown(data: bytes) -> str:
    """The bytes, or how many they are."""
    return repr(data) if len(data) <= 60 else f"{len(data)} bytes"
