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
from typing import Final

from grader.runner.confine import address_calls, limit_calls
from grader.runner.confine.timer_calls import ALARMS, TIME_OPTIONS

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

#: Refused with EPERM, by number on x86-64 and aarch64.
DENIED: Final = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438), "kcmp": (312, 272), "process_madvise": (440, 440), "setns": (308, 268),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431),
    "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "open_by_handle_at": (304, 265), "fanotify_init": (300, 262), "quotactl": (179, 60), "acct": (163, 89),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "sethostname": (170, 161), "setdomainname": (171, 162), "syslog": (103, 116), "vhangup": (153, 58),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "seccomp": (317, 277),
}  # fmt: skip
#: These look as if the kernel did not have them.
ABSENT: Final = {
    "clone3": (435, 435), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "io_setup": (206, 0), "io_submit": (209, 2),
}  # fmt: skip
#: Neither has a box that shares what lasts with others: what these make has no owner to be told by.
LASTING: Final = {"shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180)}
#: Refused for some arguments.
CLONE: Final = {"clone": (56, 220), "unshare": (272, 97)}
SOCKET: Final = (41, 198)
IOCTL: Final = (16, 29)
#: Calls of ``bounds`` in which not the target alone counts.
SOMETIMES: Final = frozenset({"prlimit64", *limit_calls.ACCOUNT})

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
    column = list(ARCHES).index(machine)
    code = Code()
    code.add(LOAD, OFFSET_ARCH)
    code.add(EQUAL, ARCHES[machine], otherwise="absent")
    code.add(LOAD, OFFSET_NUMBER)
    code.add(AT_LEAST, UNKNOWN, then="absent")
    alarms = {name: number for number, name in ALARMS[machine].items()}
    for numbers in ABSENT.values():
        code.add(EQUAL, numbers[column], then="absent")
    for name, number in alarms.items():
        if name not in ("setsockopt", *ABSENT):
            code.add(EQUAL, number, then="trace")
    code.add(EQUAL, alarms["setsockopt"], then="options")
    for both in DENIED.values():
        if (number_here := both[column]) is not None:
            code.add(EQUAL, number_here, then="deny")
    _by_argument(code, column)
    told = {name: number for number, name in address_calls.NUMBERS[machine].items()}
    if unix_only:
        for numbers in LASTING.values():
            code.add(EQUAL, numbers[column], then="absent")
        code.add(EQUAL, address_calls.SENDMMSG[machine], then="absent")
        code.add(EQUAL, told["sendto"], then="sendto")
    for name, number in told.items():
        reaches = unix_only and name in ("connect", "sendmsg")
        if name == "memfd_create" or (shared and name in address_calls.MAKERS) or reaches:
            code.add(EQUAL, number, then=name if name in address_calls.MAY_MAKE else "trace")
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


def _by_argument(code: Code, column: int) -> None:
    """Calls of which it depends on an argument what becomes of them."""
    for numbers in CLONE.values():
        code.add(EQUAL, numbers[column], then="clone")
    code.add(EQUAL, SOCKET[column], then="socket")
    code.add(EQUAL, IOCTL[column], then="ioctl")
    code.add(EQUAL, limit_calls.PRCTL[column], then="prctl")
    for name, numbers in limit_calls.SETTERS.items():
        code.add(EQUAL, numbers[column], then=name if name in SOMETIMES else "of another")


def _settings(code: Code) -> None:
    """Limits, priority and such: the caller's own are set, an account's are not, others' are told."""
    for name, account in limit_calls.ACCOUNT.items():
        code.label(name)
        code.add(LOAD, OFFSET_ARGUMENTS)
        code.add(EQUAL, account, then="deny")
        _unless_own(code, limit_calls.target_at(name))
    code.label("prlimit64")
    for half in (0, 4):
        code.add(LOAD, OFFSET_ARGUMENTS + limit_calls.NEW_LIMIT * 8 + half)
        code.add(ANY_BIT, 0xFFFFFFFF, then="of another")
    code.add(RETURN, RET_ALLOW)
    code.label("of another")
    _unless_own(code, 0)
    code.label("prctl")
    code.add(LOAD, OFFSET_ARGUMENTS)
    code.add(EQUAL, limit_calls.PR_SCHED_CORE, then="deny", otherwise="allow")


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
        code.add(LOAD, OFFSET_ARGUMENTS + address_calls.SENDTO_ADDRESS * 8 + half)
        code.add(ANY_BIT, 0xFFFFFFFF, then="trace")
    code.add(RETURN, RET_ALLOW)
    for name, flags in address_calls.MAY_MAKE.items():
        code.label(name)
        code.add(LOAD, OFFSET_ARGUMENTS + flags * 8)
        code.add(ANY_BIT, address_calls.MAKING, then="trace")
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
