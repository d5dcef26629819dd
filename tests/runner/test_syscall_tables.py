"""A call's number stands in one table; everything else names the call."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import grader
from grader.runner.confine import point_filter, seccomp, syscalls, traced_calls, write_filter
from grader.warden.deadlock import waits

GRADER = Path(grader.__file__).parent
NAMED = {
    *(
        *point_filter.ALWAYS,
        *point_filter.NEVER,
        *point_filter.SOMETIMES,
        *waits.SLEEPING,
        *write_filter.CALLS,
    ),
    *(name for names in point_filter.ASKED_FOR.values() for name in names),
    *(*seccomp.DENIED, *seccomp.ABSENT, *seccomp.LASTING, *seccomp.BY_ARGUMENT),
    *(*traced_calls.ALARMS, *traced_calls.SETTERS, *traced_calls.SIGNALLING, *traced_calls.REACHING),
}


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_a_number_is_one_call(machine: str) -> None:
    found = syscalls.numbers(machine)
    assert len({*found.values()}) == len(found)
    assert syscalls.names(machine) == {number: name for name, number in found.items()}


def test_every_call_that_is_named_is_known() -> None:
    assert not NAMED - syscalls.NUMBERS.keys()


def test_nothing_is_known_of_another_machine() -> None:
    assert syscalls.numbers("riscv64") == {}


def test_no_other_module_has_numbers_of_calls() -> None:
    for path in GRADER.rglob("*.py"):
        if path.name == "syscalls.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                assert not [pair for pair in zip(node.keys, node.values, strict=True) if pairs(*pair)], path


def pairs(key: ast.expr | None, value: ast.expr) -> bool:
    """Whether an entry of a dictionary gives a call its number, or the number its call."""
    texts = [node.value for node in (key, value) if isinstance(node, ast.Constant)]
    numbers = [node.value for node in ast.walk(value) if isinstance(node, ast.Constant)]
    names = [text for text in texts if isinstance(text, str) and text in syscalls.NUMBERS]
    return any({*syscalls.NUMBERS[name]} & {*texts, *numbers} - {None} for name in names)
