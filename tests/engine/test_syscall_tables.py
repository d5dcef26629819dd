"""A call has one number on a machine, whichever table names it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.runner import points
from grader.runner.confine import address_calls, limit_calls, seccomp, timer_calls, write_filter
from grader.warden.deadlock import sleeping_calls

MACHINES = ("x86_64", "aarch64")
SLEEPING = {"x86_64": sleeping_calls.X86_64, "aarch64": sleeping_calls.AARCH64}


def named(machine: str) -> Iterator[tuple[str, int]]:
    """Every name and number that any table has for this machine."""
    for table in (timer_calls.ALARMS, address_calls.NUMBERS, SLEEPING):
        yield from ((name, number) for number, name in table[machine].items())
    column = MACHINES.index(machine)
    for pairs in (limit_calls.SETTERS, seccomp.DENIED, seccomp.ABSENT, seccomp.LASTING, seccomp.CLONE):
        yield from ((name, number) for name, both in pairs.items() if (number := both[column]) is not None)
    yield from ((name, call[column]) for name, call in write_filter.CALLS.items() if call[column] is not None)
    for numbers in (points.NUMBERS, points.NEVER):
        yield from numbers.get(machine, {}).items()
    yield from ((name, known[0]) for name, known in points.SOMETIMES.get(machine, {}).items())


@pytest.mark.parametrize("machine", MACHINES)
def test_the_tables_agree(machine: str) -> None:
    found = {*named(machine)}
    assert len({name for name, _ in found}) == len({number for _, number in found}) == len(found)
