"""Run a command as Docker does by default: its seccomp profile, and capabilities, as far as they matter here.

    python docker_profile.py CAPABILITIES COMMAND...

The profile refuses (EPERM) mounts, namespaces, keyrings, bpf, perf, userfaultfd, modules and changes to the
system; clone3 looks as if it were not there. Landlock and ptrace are allowed, ``pidfd_getfd`` with
CAP_SYS_PTRACE only. Source: moby's profiles/seccomp/default.json, without what other capabilities allow.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

from grader.runner.confine import seccomp, syscalls

#: What Docker's profile allows, and a box does not; and what it allows to who has CAP_SYS_PTRACE.
ALLOWED = {"ptrace", "process_vm_readv", "process_vm_writev"}
WITH_PTRACE = {"pidfd_getfd", "process_madvise", "kcmp"}
NAMESPACES = 0x7E020080


def program(allowed: set[str]) -> list[tuple[int, int, int, int]]:
    code = seccomp.Code()
    machine = os.uname().machine
    code.add(seccomp.LOAD, seccomp.OFFSET_NUMBER)
    code.add(seccomp.EQUAL, syscalls.number(machine, "clone3"), then="absent")
    for name, number in syscalls.numbers(machine, seccomp.DENIED).items():
        if name not in allowed:
            code.add(seccomp.EQUAL, number, then="deny")
    code.add(seccomp.EQUAL, syscalls.number(machine, "unshare"), then="deny")
    code.add(seccomp.EQUAL, syscalls.number(machine, "clone"), then="clone")
    code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    code.label("clone")
    code.add(seccomp.LOAD, seccomp.OFFSET_ARGUMENTS)
    code.add(seccomp.ANY_BIT, NAMESPACES, then="deny")
    code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    code.label("deny")
    code.add(seccomp.RETURN, seccomp.RET_ERRNO | errno.EPERM)
    code.label("absent")
    code.add(seccomp.RETURN, seccomp.RET_ERRNO | errno.ENOSYS)
    return code.assembled()


def install(allowed: set[str]) -> None:
    """As the runtime does it: before the capabilities are gone, without no_new_privs."""
    lines = b"".join(struct.pack("=HBBI", *line) for line in program(allowed))
    buffer = ctypes.create_string_buffer(lines)
    header = ctypes.create_string_buffer(struct.pack("@HP", len(lines) // 8, ctypes.addressof(buffer)))
    zero = ctypes.c_ulong(0)
    pointer = ctypes.c_void_p(ctypes.addressof(header))
    if ctypes.CDLL(None).prctl(seccomp.PR_SET_SECCOMP, ctypes.c_ulong(2), pointer, zero, zero) != 0:
        raise SystemExit("the profile could not be installed")


def main() -> None:
    capabilities, *command = sys.argv[1:]
    install(ALLOWED | (WITH_PTRACE if "sys_ptrace" in capabilities.split(",") else set()))
    kept = ",".join(f"+{name}" for name in capabilities.split(","))
    line = ["setpriv", "--inh-caps=-all", f"--bounding-set=-all,{kept}", *command]
    os.execvp(line[0], line)


if __name__ == "__main__":
    main()
