"""The seccomp filter of a watched program: it refuses nothing, and tells the tracer of a few rare calls.

Theory of operation
-------------------
Told are calls that arm a clock or put work into the kernel (see ``grader.runner.confine.traced_calls``): a
proof has to know that nothing will wake a sleeper; and calls that make a name, for what is left in shared
memory and among temporary files. So are calls that signal other processes or reach into them: who has made
one may make another. Everything else goes on without a stop. A program of another architecture
makes its calls unseen; :mod:`grader.programs.open_boundary` proves nothing of it. Like every filter it comes
with no_new_privs: a program that is set-uid starts without its privilege, as it does under every tracer.
"""

from __future__ import annotations

import os
from typing import Final

from grader.runner.confine import seccomp, syscalls
from grader.runner.confine.seccomp import AT_LEAST, EQUAL, LOAD, RETURN, Code
from grader.runner.confine.traced_calls import ALARMS, MAY_MAKE, OWNER_COMMANDS, SIGNALLING, TIME_OPTIONS

#: Calls that make a name, of those that are known (see ``grader.runner.confine.traced_calls``).
MAKERS: Final = frozenset({"open", "creat", "openat", "mkdir", "mkdirat", "mknod", "mknodat"})
SEES: Final = os.uname().machine in seccomp.ARCHES


def program(machine: str) -> list[seccomp.Line]:
    """The filter for a machine of this kind."""
    code = Code()
    code.add(LOAD, seccomp.OFFSET_ARCH)
    code.add(EQUAL, seccomp.ARCHES[machine], otherwise="allow")
    code.add(LOAD, seccomp.OFFSET_NUMBER)
    code.add(AT_LEAST, seccomp.UNKNOWN, then="allow")
    for name, number in syscalls.numbers(machine, ALARMS).items():
        code.add(EQUAL, number, then="options" if name == "setsockopt" else "trace")
    for name, number in syscalls.numbers(machine, SIGNALLING).items():
        code.add(EQUAL, number, then="owner" if name == "fcntl" else "trace")
    makers = syscalls.numbers(machine, MAKERS)
    for name, number in makers.items():
        code.add(EQUAL, number, then=name if name in MAY_MAKE else "trace")
    code.label("allow")
    code.add(RETURN, seccomp.RET_ALLOW)
    code.label("options")
    code.add(LOAD, seccomp.OFFSET_ARGUMENTS + 2 * 8)
    for option in TIME_OPTIONS:
        code.add(EQUAL, option, then="trace")
    code.add(RETURN, seccomp.RET_ALLOW)
    code.label("owner")
    code.add(LOAD, seccomp.OFFSET_ARGUMENTS + 8)
    for command in OWNER_COMMANDS:
        code.add(EQUAL, command, then="trace")
    code.add(RETURN, seccomp.RET_ALLOW)
    for name in makers.keys() & MAY_MAKE.keys():
        code.label(name)
        code.add(LOAD, seccomp.OFFSET_ARGUMENTS + MAY_MAKE[name] * 8)
        code.add(seccomp.ANY_BIT, os.O_CREAT, then="trace")
        code.add(RETURN, seccomp.RET_ALLOW)
    code.label("trace")
    code.add(RETURN, seccomp.RET_TRACE)
    return code.assembled()


def install() -> bool:
    """Install the filter for this process and all that it will start. False if that is not possible."""
    machine = os.uname().machine
    return SEES and seccomp.put_on(seccomp.packed(program(machine)))
