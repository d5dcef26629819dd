"""map_reduce: chunks that say what becomes of their mapper, and how an answer is read."""

from __future__ import annotations

import os
import signal
import time
from typing import Any, NoReturn

from grader.runner.members import state
from grader.runner.raises import fall
from grader.runner.stage import (
    STAGE,
    all_asleep,
    end_late,
    meet,
    observe,
    outlast,
    settle,
    signal_for,
    wait_for,
)
from grader.testing import Answer, expect, fail, in_box


@in_box
def count(chunk: Any) -> dict[str, int]:
    """Report the call; do what the chunk says: a number, what to do, the counts."""
    number, what, counts = chunk
    observe(["in", number])
    if os.environ["CALLER"] != str(os.getpid()):
        how, _, rest = what.partition(" ")
        if how == "first":
            if wait_for(f"tried{number}", patience=0.0):
                how = ""
            else:
                signal_for(f"tried{number}")
                how, _, rest = rest.partition(" ")
        if how == "after":
            wait_for(f"failing{rest.partition(' ')[0]}", patience=2.0)
            all_asleep()
            how, _, rest = rest.partition(" ")[2].partition(" ")
        act(number, how, rest)
    observe(["out", number])
    return {key: int(value) for key, value in counts.items()}


@in_box
def act(number: int, how: str, rest: str) -> None:
    """Fail in one way or another, take time, meet others, stay, or end late."""
    if how in ("fall", "hang", "stubborn"):
        signal_for(f"failing{number}")
        observe(["out", number])
        if how == "fall":
            fall(rest)
        hang(how)
    if how == "slow":
        take(number, float(rest))
        return
    end_late()
    if how == "meet":
        observe(["met", meet("all", int(rest), patience=3.0)])
    elif how == "outlast":
        observe(["outlasted", outlast(number, int(rest))])
    elif how == "stay":
        settle()
    elif how == "beside":
        outlive(int(rest))
    elif how == "calm":
        all_asleep()


@in_box
def hang(how: str) -> NoReturn:
    """Never end; who is stubborn ignores SIGTERM."""
    if how == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        at("hanging", os.getpid())
        signal.pause()


@in_box
def take(number: int, seconds: float) -> None:
    """Stay so long, or until who hangs is gone.

    The first time that counts from when a chunk was last done: the start of a process is a part of it.
    """
    again = time.monotonic() if at(f"tried-{number}") else 0.0
    at(f"tried-{number}", time.monotonic())
    while time.monotonic() < max(at("begun"), at("done"), again) + seconds and (hangs() or not at("hanging")):
        time.sleep(0.005)
    observe(["hangs", hangs()])
    at("done", time.monotonic())


@in_box
def at(name: str, number: float = 0.0) -> float:
    """A number that all processes know by a name; set, if one is given."""
    path = os.path.join(os.environ[STAGE], f".number-{name}")
    if number:
        with open(f"{path}-{os.getpid()}", "w", encoding="ascii") as file:
            file.write(repr(number))
        os.replace(f"{path}-{os.getpid()}", path)
    try:
        with open(path, encoding="ascii") as file:
            return float(file.read())
    except FileNotFoundError:
        return 0.0


@in_box
def hangs() -> bool:
    """Whether the process that hangs, if there is one yet, is still there."""
    pid = int(at("hanging"))
    return pid > 0 and state(pid) not in "ZX"


@in_box
def outlive(other: int) -> None:
    """Tell the other chunk's process to go on; stay until it has been gone for a while."""
    signal_for(f"beside{other}")
    wait_for(f"failing{other}", patience=3.0)
    time.sleep(0.05)
    settle()


@in_box
def fall_beside(chunk: Any) -> dict[str, int]:
    """Chunk 0 dies when chunk 1 is at work, which then goes on."""
    if chunk[0] == 0:
        wait_for("beside0", patience=3.0)
    return count(chunk)


@in_box
def reduced(
    student: Any, chunks: list[Any], workers: int, more: dict[str, Any], mapper: Any = None
) -> object:
    """Call map_reduce; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    at("begun", time.monotonic())
    answer: object = student.map_reduce(chunks, mapper or count, workers, **more)
    return answer


def ran_elsewhere(answer: Answer) -> list[int]:
    """The numbers of the chunks for which the mapper was called; ends the check if that was in the caller."""
    calls = answer.told("in", int)
    if any(seen.pid == answer.caller.pid for seen in calls):
        used_thread = answer.caller.threads > 1 and not answer.children
        fail(
            "The mapper was called in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    return [seen.value[1] for seen in calls]


def tried(answer: Answer, right: dict[int, int], innocent: tuple[int, ...]) -> None:
    """End the check unless every chunk was tried so often; ``innocent`` are those that never fail."""
    calls = ran_elsewhere(answer)
    found = {number: calls.count(number) for number in right}
    charged = [number for number in innocent if found[number] > 1]
    shown = f"The chunks should have been tried {right} times; they were {found} times."
    expect(not charged, f"Chunks that had not failed were tried again: {charged}.", "charged-for-others")
    expect(found == right, shown, "wrong-attempts")


def is_answer(
    value: object,
    totals: dict[str, int],
    given_up: list[int],
    diagnosis: str = "wrong-value",
    less: str = "wrong-value",
) -> None:
    """End the check unless this is the answer."""
    shown = f"The answer should be {(totals, given_up)!r:.300}; it is {value!r:.300}."
    expect(isinstance(value, tuple) and len(value) == 2, shown, "wrong-type")
    assert isinstance(value, tuple)
    found, left = value
    expect(isinstance(found, dict) and isinstance(left, list), shown, "wrong-type")
    if left != given_up and sorted(map(repr, left)) == sorted(map(repr, given_up)):
        fail(shown, "completion-order")
    expect(left == given_up, shown, diagnosis)
    numbers = [count for count in found.values() if isinstance(count, int)]
    more = sum(numbers) > sum(totals.values())
    expect(found == totals, shown, "counted-twice" if more else less)


def most_at_once(answer: Answer) -> int:
    """How many calls were in progress at once, at most."""
    return answer.most_at_once("in", "out")
