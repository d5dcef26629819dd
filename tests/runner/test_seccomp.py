"""What the seccomp filter refuses, tried from inside at every level; and that it is a well-formed program."""

from __future__ import annotations

import errno
import platform

import pytest
from boxes import Box, raised, value

from grader.runner.confine import seccomp, syscalls

X86 = platform.machine() == "x86_64"
NUMBERS = syscalls.numbers(platform.machine())
#: Isolation levels whose boxes have no network of their own.
WALLED = ("uid", "landlock")


def attempt(box: Box, number: int, *arguments: int) -> object:
    """The error of a system call, 0 if it gave none."""
    source = """
        import ctypes

        def f(number, *arguments):
            libc = ctypes.CDLL(None, use_errno=True)
            longs = [ctypes.c_long(n) for n in (number, *arguments)]
            return ctypes.get_errno() if libc.syscall(*longs) < 0 else 0
    """
    return value(box.call(source, "f", number, *(arguments or (0, 0, 0, 0, 0, 0))))


@pytest.mark.parametrize("name", sorted(seccomp.DENIED))
def test_calls_that_no_exercise_needs_are_refused(box: Box, name: str) -> None:
    number = NUMBERS.get(name)
    if number is not None:
        assert attempt(box, number) == errno.EPERM


@pytest.mark.parametrize("name", sorted(seccomp.ABSENT))
def test_some_calls_do_not_exist(box: Box, name: str) -> None:
    assert attempt(box, NUMBERS[name]) == errno.ENOSYS


def test_neither_do_younger_ones_nor_another_set(box: Box) -> None:
    assert attempt(box, 9999) == errno.ENOSYS
    assert attempt(box, 0x40000000) == errno.ENOSYS


@pytest.mark.parametrize(
    "flag", [0x00008000, 0x00800000, 0x10000000, 0x20000000, 0x00020000, 0x40000000, 0x08000000]
)
def test_nobody_is_born_out_of_sight_or_into_a_namespace(box: Box, flag: int) -> None:
    assert attempt(box, NUMBERS["clone"], flag | 17, 0, 0, 0, 0) == errno.EPERM
    assert attempt(box, NUMBERS["unshare"], flag) == errno.EPERM


def test_what_is_harmless_is_left(box: Box) -> None:
    assert attempt(box, NUMBERS["unshare"], 0x400) == 0


@pytest.mark.parametrize("family", [16, 17, 38, 40])
def test_sockets_of_other_families_are_refused(box: Box, family: int) -> None:
    assert attempt(box, NUMBERS["socket"], family, 1, 0) == errno.EAFNOSUPPORT


@pytest.mark.parametrize("family", seccomp.FAMILIES)
def test_sockets_of_these_are_not(box: Box, isolation: str, family: int) -> None:
    if isolation in WALLED and family != 1:
        assert attempt(box, NUMBERS["socket"], family, 1, 0) == errno.EAFNOSUPPORT
        return
    assert attempt(box, NUMBERS["socket"], family, 1, 0) in (
        0,
        errno.EAFNOSUPPORT if family == 10 else 0,
    )


@pytest.mark.parametrize("request_", seccomp.TERMINAL)
def test_nobody_types_into_a_terminal(box: Box, request_: int) -> None:
    assert attempt(box, NUMBERS["ioctl"], 0, request_, 0) == errno.EPERM


@pytest.mark.parametrize("shares", [False, True])
@pytest.mark.parametrize("machine", seccomp.ARCHES)
def test_every_jump_goes_forward_to_an_instruction_and_every_way_ends(machine: str, shares: bool) -> None:
    lines = seccomp.program(machine, shares, shares)
    assert lines[-1][0] == seccomp.RETURN
    for place, (kind, yes, no, _) in enumerate(lines, 1):
        if kind != seccomp.RETURN:
            assert 0 <= yes <= 255 and 0 <= no <= 255
            assert place + max(yes, no) < len(lines)


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_manager_on_a_local_address_still_works(box: Box, isolation: str, method: str) -> None:
    source = """
        from multiprocessing.managers import BaseManager

        class Manager(BaseManager):
            pass

        Manager.register("numbers", list)

        def f():
            with Manager(address=("127.0.0.1", 0), authkey=b"x") as manager:
                numbers = manager.numbers([3, 1, 2])
                numbers.sort()
                return numbers.copy()
    """
    outcome = box.call(source, start_method=method)
    if isolation in WALLED:  # what is on the network there is the machine's
        assert raised(outcome)["type"] == "EOFError"  # its server could not begin
    else:
        assert value(outcome) == [1, 2, 3]
