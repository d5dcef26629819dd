"""gather: producers, the ways in which they are held back, and how an answer is read."""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import os
import time
from typing import Any

from grader.runner.members import state
from grader.runner.pauses import short_pauses
from grader.runner.stage import all_asleep, end_late, observe, signal_for
from grader.testing import Answer, expect, fail, in_box


@in_box
def begin(number: int) -> bool:
    """Report the call; whether this is another process, which then takes its time to begin and to end."""
    observe(["producer", number])
    if os.environ["CALLER"] == str(os.getpid()):
        return False
    end_late()
    if "CALM" in os.environ:
        all_asleep()
    else:
        held_back()
    return True


@in_box
def until_the_caller_sleeps(seconds: float = 0.3, samples: int = 5, or_asked: bool = False) -> None:
    """Stay until the caller sleeps, which is what waiting looks like; not longer than this.

    With ``or_asked`` it is enough that the caller has found the queue empty.
    """
    asleep, deadline = 0, time.monotonic() + seconds
    while asleep < samples and time.monotonic() < deadline and not (or_asked and has_asked()):
        asleep = asleep + 1 if state(int(os.environ["CALLER"])) == "S" else 0
        time.sleep(0.004)


@in_box
def held_back() -> None:
    """Stay until the caller has found the queue empty, or sleeps for good; at most 2 s.

    A caller that runs will ask in the end: it is given the time, however busy the machine is.
    """
    until_the_caller_sleeps(2.0, samples=12, or_asked=True)


@in_box
def has_asked(how: str = "") -> bool:
    """Whether the caller has found the queue empty: by ``empty``, or in any way."""
    folder = os.environ["FORKLORE_STAGE"]
    return any(os.path.exists(f"{folder}/.flag-{name}") for name in ([how] if how else ["empty", "polled"]))


@in_box
def gathered(student: Any, producers: list[Any], items: Any = None, in_haste: bool = True) -> object:
    """Call gather; the answer as it is. Not in haste, producers begin when nobody else moves."""
    os.environ["CALLER"], os.environ["ITEMS"] = str(os.getpid()), json.dumps(items)
    if in_haste:
        cut_waits_short()
    else:
        os.environ["CALM"] = "yes"
    with short_pauses(student.module):
        answer: object = student.gather(producers)
    return answer


@in_box
def given(number: int) -> Any:
    """The items of this producer."""
    return json.loads(os.environ["ITEMS"])[number]


@in_box
def first(q: Any) -> None:
    """Put the first list."""
    begin(0)
    for item in given(0):
        q.put(item)


@in_box
def second(q: Any) -> None:
    """Put the second list."""
    begin(1)
    for item in given(1):
        q.put(item)


@in_box
def cut_waits_short() -> None:
    """Time limits are no knowledge: in the caller they run out at once.

    After it has called ``empty`` the caller learns who is alive only when that process has ended,
    or waits itself: what was held back comes in between.
    """
    home = os.getpid()
    wait = multiprocessing.connection.wait
    connections: Any = multiprocessing.connection
    queues: Any = multiprocessing.queues.Queue
    processes: Any = multiprocessing.process.BaseProcess
    poll, empty, is_alive = connections._ConnectionBase.poll, queues.empty, processes.is_alive

    def short(seconds: Any) -> Any:
        return min(seconds, 0.01) if seconds and os.getpid() == home else seconds

    def asked_empty(queue: Any) -> bool:
        found = bool(empty(queue))
        if found and os.getpid() == home:
            signal_for("empty")
        return found

    def asked_poll(connection: Any, timeout: Any = 0.0) -> bool:
        found = bool(poll(connection, short(timeout)))
        if not found and os.getpid() == home:
            signal_for("polled")
        return found

    def asked_alive(process: Any) -> bool:
        still, deadline = 0, time.monotonic() + 5.0
        alive = bool(is_alive(process))
        held = os.getpid() == home and has_asked("empty")
        while alive and held and still < 12 and time.monotonic() < deadline:
            # The end of the sentinel comes a moment before the process can be waited for.
            wait([process.sentinel], 0.05)
            still = still + 1 if state(process.pid) == "S" else 0
            alive = bool(is_alive(process))
        return alive

    connections.wait = lambda things, timeout=None: wait(things, short(timeout))
    connections._ConnectionBase.poll = asked_poll
    queues.empty, processes.is_alive = asked_empty, asked_alive


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


def has_items(value: object, lists: list[list[Any]], diagnosis: str, told: str = "") -> None:
    """End the check unless the answer is all of ``lists``, each in its order; ``told`` is said first."""
    if not isinstance(value, list):
        fail(f"{told}The answer should be a list; it is {value!r}.", "wrong-type")
    count = sum(map(len, lists))
    nothing = diagnosis if diagnosis == "ended-is-not-read" else "status-trusted"
    expect(value != [] or count == 0, f"{told}{count} items were put; the answer is [].", nothing)
    shown = told + (f"{count} items were put; the answer is {value!r}" if count < 12 else f"{count} were put")
    expect(len(value) == count, f"{shown}, which is {len(value)}.", diagnosis)
    for wanted in lists:
        found = [
            item
            for item in value
            if any(item is other or (type(item) is type(other) and item == other) for other in wanted)
        ]
        expect(found == wanted, f"{shown}. One producer put {wanted!r} in this order.", "wrong-value")
