"""The seccomp filter of a box: calls that no exercise needs are refused, calls that arm a clock are told.

Theory of operation
-------------------
The template installs it before anything else runs, and everything below inherits it: it cannot be taken
off. Refused are the ways to look into other processes, to leave the tracer's sight (``CLONE_UNTRACED``, new
namespaces), to change the system, and kernel interfaces with a history. So is ``seccomp``: a filter with a
listener would have calls made that ours want to be told. ``clone3``, ``io_uring`` and ``io_submit`` look as
if the kernel did not have them, because a filter cannot see what they are asked for; the C library then uses
``clone``. Sockets may be of the families unix, inet and inet6 only, and of unix alone where the box has no
network of its own. Calls of another architecture, and such as are younger than this file, do not
exist either. Told to the tracer are calls that arm a clock (see ``alarms``), that make a file in memory, and
that set limits or priority of another process (see ``bounds``); where a box shares folders with others, also
calls that make a name or carry an address (see ``places``).

It is not what keeps a submission in by itself: at isolation level ``none`` there are no other walls.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Callable, Iterable
from typing import Final

from grader.runner.confine import syscalls, traced_calls
from grader.runner.confine.traced_calls import ALARMS, TIME_OPTIONS

PR_SET_NO_NEW_PRIVS: Final = 38
PR_SET_SECCOMP: Final = 22
MODE_FILTER: Final = 2
RET_ALLOW: Final = 0x7FFF0000
RET_TRACE: Final = 0x7FF00000
RET_ERRNO: Final = 0x00050000
LOAD, AND, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
OFFSET_NUMBER, OFFSET_ARCH, OFFSET_ARGUMENTS = 0, 4, 16
ARCHES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
#: Calls from here on are not known here: those of x32, and what later kernels add.
UNKNOWN: Final = 470
#: CLONE_PARENT, CLONE_UNTRACED, and every flag of a new namespace.
CLONE_FLAGS: Final = 0x00008000 | 0x00800000 | 0x7E020080
FAMILIES: Final = (1, 2, 10)
#: An option of sockets that is accepted and does nothing: who closes such a socket last could wait for hours.
SOL_SOCKET: Final = 1
SO_LINGER: Final = 13
#: ioctl requests that put input into a terminal: TIOCSTI, TIOCLINUX.
TERMINAL: Final = (0x5412, 0x541C)

#: Refused with EPERM.
DENIED: Final = (
    "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "process_madvise",
    "setns", "mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen",
    "fsconfig", "fsmount", "fspick", "mount_setattr", "add_key", "request_key", "keyctl", "bpf",
    "perf_event_open", "userfaultfd", "kexec_load", "kexec_file_load", "init_module", "finit_module",
    "delete_module", "open_by_handle_at", "fanotify_init", "quotactl", "acct", "swapon", "swapoff",
    "reboot", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "sethostname",
    "setdomainname", "syslog", "vhangup", "iopl", "ioperm", "modify_ldt", "seccomp",
)  # fmt: skip
#: These look as if the kernel did not have them.
ABSENT: Final = (
    "clone3", "io_uring_setup", "io_uring_enter", "io_uring_register", "io_setup", "io_submit",
)  # fmt: skip
#: Neither has a box that shares what lasts with others: what these make has no owner to be told by.
#: Nothing needs ``sendmmsg``, which sends several messages at once, and it is not looked into.
LASTING: Final = ("shmget", "semget", "msgget", "mq_open", "sendmmsg")
#: What becomes of these depends on an argument: the label where that is decided.
BY_ARGUMENT: Final = {
    "clone": "clone", "unshare": "clone", "socket": "socket", "ioctl": "ioctl", "prctl": "prctl",
}  # fmt: skip
#: Calls of ``bounds`` in which not the target alone counts.
SOMETIMES: Final = frozenset({"prlimit64", *traced_calls.ACCOUNT})

Line = tuple[int, int, int, int]


class Code:
    """A filter under construction: jumps name labels, whose places are known at the end."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str, str, int]] = []
        self._labels: dict[str, int] = {}

    def add(self, kind: int, operand: int, then: str = "", otherwise: str = "") -> None:
        """One instruction; a label that is left out is the next instruction."""
        self._lines.append((kind, then, otherwise, operand))

    def label(self, name: str) -> None:
        """Name the next instruction."""
        self._labels[name] = len(self._lines)

    def assembled(self) -> list[Line]:
        """The instructions as (code, jump if true, jump if false, operand)."""
        found = []
        for place, (kind, then, otherwise, operand) in enumerate(self._lines, 1):
            yes, no = (self._labels[name] - place if name else 0 for name in (then, otherwise))
            found.append((kind, yes, no, operand))
        return found


def program(machine: str, shared: bool = False, unix_only: bool = False) -> list[Line]:
    """The filter for a machine of this kind (a key of ``ARCHES``).

    ``shared`` is for a box that shares folders with others: calls that make a name are told. ``unix_only``
    is for one that shares the network with them: sockets of the family unix only; their addresses are told.
    """
    absent = (*ABSENT, *LASTING) if unix_only else ABSENT
    code = Code()
    code.add(LOAD, OFFSET_ARCH)
    code.add(EQUAL, ARCHES[machine], otherwise="absent")
    code.add(LOAD, OFFSET_NUMBER)
    code.add(AT_LEAST, UNKNOWN, then="absent")

    def calls(names: Iterable[str], then: Callable[[str], str]) -> None:
        for name, number in syscalls.numbers(machine, names).items():
            code.add(EQUAL, number, then=then(name))

    calls(absent, lambda _: "absent")
    calls(ALARMS, lambda name: "options" if name == "setsockopt" else "trace")
    calls(DENIED, lambda _: "deny")
    calls(BY_ARGUMENT, BY_ARGUMENT.__getitem__)
    calls(traced_calls.SETTERS, lambda name: name if name in SOMETIMES else "of another")
    speakers = traced_calls.SPEAKERS if unix_only else ()
    calls(
        ("memfd_create", *(traced_calls.MAKERS if shared else ()), *speakers),
        lambda name: name if name in (*traced_calls.MAY_MAKE, "sendto") else "trace",
    )
    code.add(RETURN, RET_ALLOW)
    _options(code)
    _settings(code)
    _arguments(code, FAMILIES[:1] if unix_only else FAMILIES)
    return code.assembled()


def _options(code: Code) -> None:
    """Options of sockets: time limits are told, one does nothing."""
    code.label("options")
    code.add(LOAD, OFFSET_ARGUMENTS + 2 * 8)
    for option in TIME_OPTIONS:
        code.add(EQUAL, option, then="trace")
    code.add(EQUAL, SO_LINGER, otherwise="allow")
    code.add(LOAD, OFFSET_ARGUMENTS + 1 * 8)
    code.add(EQUAL, SOL_SOCKET, then="nothing")
    code.add(RETURN, RET_ALLOW)


def _settings(code: Code) -> None:
    """Limits, priority and such: the caller's own are set, an account's are not, others' are told."""
    for name, account in traced_calls.ACCOUNT.items():
        code.label(name)
        code.add(LOAD, OFFSET_ARGUMENTS)
        code.add(EQUAL, account, then="deny")
        _unless_own(code, traced_calls.target_at(name))
    code.label("prlimit64")
    for half in (0, 4):
        code.add(LOAD, OFFSET_ARGUMENTS + traced_calls.NEW_LIMIT * 8 + half)
        code.add(ANY_BIT, 0xFFFFFFFF, then="of another")
    code.add(RETURN, RET_ALLOW)
    code.label("of another")
    _unless_own(code, 0)
    code.label("prctl")
    code.add(LOAD, OFFSET_ARGUMENTS)
    code.add(EQUAL, traced_calls.PR_SCHED_CORE, then="deny", otherwise="allow")


def _unless_own(code: Code, target: int) -> None:
    code.add(LOAD, OFFSET_ARGUMENTS + target * 8)
    code.add(EQUAL, 0, then="allow", otherwise="trace")


def _arguments(code: Code, families: tuple[int, ...]) -> None:
    """Where it depends on an argument, and the ends."""
    code.label("clone")
    code.add(LOAD, OFFSET_ARGUMENTS)
    code.add(ANY_BIT, CLONE_FLAGS, then="deny")
    code.add(RETURN, RET_ALLOW)
    code.label("socket")
    code.add(LOAD, OFFSET_ARGUMENTS)
    for family in families:
        code.add(EQUAL, family, then="allow")
    code.add(RETURN, RET_ERRNO | errno.EAFNOSUPPORT)
    code.label("ioctl")
    code.add(LOAD, OFFSET_ARGUMENTS + 8)
    for request in TERMINAL:
        code.add(EQUAL, request, then="deny")
    code.add(RETURN, RET_ALLOW)
    code.label("sendto")
    for half in (0, 4):
        code.add(LOAD, OFFSET_ARGUMENTS + traced_calls.SENDTO_ADDRESS * 8 + half)
        code.add(ANY_BIT, 0xFFFFFFFF, then="trace")
    code.add(RETURN, RET_ALLOW)
    for name, flags in traced_calls.MAY_MAKE.items():
        code.label(name)
        code.add(LOAD, OFFSET_ARGUMENTS + flags * 8)
        code.add(ANY_BIT, traced_calls.MAKING, then="trace")
        code.add(RETURN, RET_ALLOW)
    code.label("allow")
    code.add(RETURN, RET_ALLOW)
    for name, answer in (
        ("trace", RET_TRACE),
        ("deny", RET_ERRNO | errno.EPERM),
        ("nothing", RET_ERRNO),
        ("absent", RET_ERRNO | errno.ENOSYS),
    ):
        code.label(name)
        code.add(RETURN, answer)


def install(shared: bool = False, unix_only: bool = False) -> bool:
    """Install the filter for this process and all that it will fork. False if that is not possible."""
    machine = os.uname().machine
    return machine in ARCHES and put_on(packed(program(machine, shared, unix_only)))


def packed(lines: list[Line]) -> bytes:
    """The instructions of a filter as the kernel reads them."""
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def put_on(code: bytes) -> bool:
    """Install a filter on top of those that are there. False if that is not possible."""
    buffer = ctypes.create_string_buffer(code)
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None)
    zero = ctypes.c_ulong(0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) != 0:
        return False
    pointer = ctypes.c_void_p(ctypes.addressof(header))
    return bool(libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(MODE_FILTER), pointer, zero, zero) == 0)
