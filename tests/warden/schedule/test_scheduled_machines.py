"""What a schedule needs to know of each machine; whether it works there, only that machine can show."""

from __future__ import annotations

import pytest

from grader.runner.confine import point_filter, seccomp, syscalls
from grader.warden.schedule.timing import vdso

RETURN = {"x86_64": b"\xc3", "aarch64": bytes.fromhex("c0035fd6")}


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_each_machine_has_a_filter_that_shows_the_marks(machine: str) -> None:
    shown = {number for _, _, _, number in point_filter.program(machine)}
    assert syscalls.number(machine, point_filter.MARK) in shown
    assert syscalls.number(machine, "futex") in shown
    assert seccomp.ARCHES[machine] in shown


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_each_function_of_the_clock_ends_before_the_next_begins(machine: str) -> None:
    block = vdso.code(machine)
    assert len(block) <= vdso.DATA
    for begin, end in ((0, vdso.GETTIMEOFDAY), (vdso.GETTIMEOFDAY, vdso.TIME)):
        assert block[begin:end].rstrip(b"\0").endswith(RETURN[machine])


def test_an_unknown_machine_has_neither() -> None:
    assert not vdso.code("riscv64")
    assert not point_filter.packed("riscv64")


@pytest.mark.parametrize(
    ("machine", "distance", "instruction"),
    [
        ("x86_64", 0x85, "e980000000"),
        ("x86_64", -0x7B, "e980ffffff"),
        ("aarch64", 0x80, "20000014"),
        ("aarch64", -0x80, "e0ffff17"),
    ],
)
def test_a_jump_goes_so_far_from_its_own_begin(machine: str, distance: int, instruction: str) -> None:
    assert vdso.jump(machine, distance).hex() == instruction
