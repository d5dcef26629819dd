"""Calls that set limits, priority, scheduling, CPUs or memory's place, of the caller or of another process.

Who means itself is let through by the box's filter. Where another one is meant, the tracer is told, and lets
through only what stays within one request (``grader.warden.trace.foreign_limits``). The kernel itself asks
for no more than the same account, and the box's first process has that. At some levels so has
the warden.
"""

from __future__ import annotations

from typing import Final

#: By number on x86-64 and aarch64.
SETTERS: Final = {
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "migrate_pages": (256, 238),
    "move_pages": (279, 239), "setpriority": (141, 140), "ioprio_set": (251, 30),
}  # fmt: skip
NUMBERS: Final = {
    machine: {numbers[column]: name for name, numbers in SETTERS.items()}
    for column, machine in enumerate(("x86_64", "aarch64"))
}
#: Their first argument says what the second is: a process, a group, or with this value an account.
ACCOUNT: Final = {"setpriority": 2, "ioprio_set": 3}
#: Where ``prlimit64`` has the new limit; if that is null, it only reads.
NEW_LIMIT: Final = 2
PRCTL: Final = (157, 167)
#: An option of ``prctl`` that has processes share a core, or not.
PR_SCHED_CORE: Final = 62


def target_at(name: str) -> int:
    """Which argument says whom a call means; 0 there is the caller, or its group."""
    return 1 if name in ACCOUNT else 0
