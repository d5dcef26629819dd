"""Where descriptors or memory of other processes may not be had, schedules take the slower way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from boxes import Box, value
from corpus import drawn, programs, sequence

from grader.box.plan import BoxPlan
from grader.evidence import End, Outcome
from grader.warden.schedule import kernel

PROGRAMS = [p for p in programs() if p.name in ("queue_two", "files", "limits", "long_writes", "signals")]
FIFO = """
import os, select, time

def main():
    os.mkfifo("pipe")
    end = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    pid = os.fork()
    if pid == 0:
        time.sleep(600)
        with open("pipe", "w") as file:
            file.write("x")
        os._exit(0)
    os.set_blocking(end, True)
    ready = select.select([end], [], [], 10)[0]
    os.waitpid(pid, 0)
    got = os.read(end, 2), os.read(end, 2)
    os.close(end)
    os.unlink("pipe")
    return ready, *got
"""
REFUSED = {"pidfd_getfd": ("PIDFD_GETFD", 9999), "memory": ("MEMORY", "/nowhere/{}")}


@pytest.fixture(scope="module")
def plain(plan_of: Callable[[str], BoxPlan]) -> Iterator[dict[str, Outcome]]:
    """What the programs do where nothing is refused."""
    box = Box(plan_of("namespaces"))
    yield _all(box)
    box.close()


def _all(box: Box) -> dict[str, Outcome]:
    texts = {program.name: program.source for program in PROGRAMS} | {"fifo": FIFO}
    return {name: box.call(text, "main", schedule=drawn(1)) for name, text in texts.items()}


@pytest.mark.parametrize("what", [("pidfd_getfd",), ("memory",), ("pidfd_getfd", "memory")], ids=" and ".join)
def test_programs_take_the_same_steps(
    plan_of: Callable[[str], BoxPlan],
    plain: dict[str, Outcome],
    monkeypatch: pytest.MonkeyPatch,
    what: tuple[str, ...],
) -> None:
    for name in what:
        monkeypatch.setattr(kernel, *REFUSED[name])
    expected = {program.name: program.expected for program in PROGRAMS} | {"fifo": ([], b"x", b"")}
    box = Box(plan_of("namespaces"))  # a warden that is begun after the change, so that it has it
    try:
        outcomes = _all(box)
    finally:
        box.close()
    for name, outcome in outcomes.items():
        assert outcome.end is End.ANSWERED, (name, outcome)
        assert value(outcome) == expected[name], name
        assert sequence(outcome) == sequence(plain[name]), name
