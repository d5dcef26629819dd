"""Whether a process may set limits, priority, scheduling or CPUs of another one: only within its request.

Theory of operation
-------------------
The call's target is a number as the caller sees it: of a process, a thread, or a process group. A group has
that of the process that made it, and never holds a process of another request: each runner has a session of
its own. The number is in a register and cannot change after the look.
"""

from __future__ import annotations

from collections.abc import Collection

from grader.runner.confine.traced_calls import SETTERS, target_at
from grader.warden.trace import procfs
from grader.warden.trace.addresses import Call, Step
from grader.warden.trace.process_tree import Traced


def concerns(call: Call) -> bool:
    """Whether it is a call of this kind."""
    return call[0] in SETTERS


def step(members: Collection[Traced], call: Call) -> Step:
    """What becomes of a call of a request with these processes."""
    name, arguments = call
    number = arguments[target_at(name)] & 0xFFFFFFFF
    named = [process for process in members if process.inner == number]
    if any(map(_is_there, named)) or any(number in _threads(process) for process in members):
        return Step.GO
    return Step.NOBODY if named else Step.FORBID


def _is_there(process: Traced) -> bool:
    """Whether it is alive, or nobody has collected it yet."""
    state = None if process.alive else procfs.state_and_parent(process.pid)
    return process.alive or (state is not None and state[0] == "Z")


def _threads(process: Traced) -> set[int]:
    """The threads of a process, by the numbers that they have in the box."""
    if not process.alive or len(process.tids) == 1:
        return set()
    if process.pid == process.inner:
        return process.tids
    return {status.inner_pid for tid in process.tids if (status := procfs.status(tid)) is not None}
