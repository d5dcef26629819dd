"""Calls that the filter shows to the tracer: those that arm a clock, set limits, make names, or speak.

Theory of operation
-------------------
- The proof of a deadlock needs to know that no timer will wake a sleeper, and /proc shows no interval timers.
- A program that has signalled, or reached into another process, may do so again (``forklore run`` only).
- Limits, priority, scheduling, CPUs and memory's place: a process that means itself is let through. Where it
  means another one, the tracer lets through only what stays within one request
  (``grader.warden.trace.foreign_limits``). The kernel itself asks for no more than the same account, and the
  box's first process has that. At some isolation levels so has the warden.
- Names in folders, sockets by path: a box without namespaces shares them with others. What is made in
  /dev/shm is noted, so that what stays there can be reported and removed; an address outside of the box is
  refused. Files in memory (``memfd_create``) are noted at every level: they have no name, and are memory.
"""

from __future__ import annotations

from typing import Final

#: Calls that arm a clock which may wake a process, give a socket a time limit, or have the kernel work later.
ALARMS: Final = (
    "alarm", "setitimer", "io_setup", "timer_settime", "timerfd_settime", "io_uring_setup", "setsockopt",
)  # fmt: skip
#: SO_RCVTIMEO and SO_SNDTIMEO, old and new.
TIME_OPTIONS: Final = (20, 21, 66, 67)

#: Calls by which a process signals others or reaches into them, or has the kernel signal somebody later.
SIGNALLING: Final = (
    "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open", "pidfd_send_signal",
    "pidfd_getfd", "ptrace", "process_vm_writev", "mq_notify", "fcntl",
)  # fmt: skip
#: Of ``fcntl``: F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY.
OWNER_COMMANDS: Final = (8, 10, 15, 1024, 1026)

#: Calls that set limits and such, of the caller or of another process.
SETTERS: Final = (
    "prlimit64", "sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr",
    "migrate_pages", "move_pages", "setpriority", "ioprio_set",
)  # fmt: skip
#: Their first argument says what the second is: a process, a group, or with this value an account.
ACCOUNT: Final = {"setpriority": 2, "ioprio_set": 3}
#: Where ``prlimit64`` has the new limit; if that is null, it only reads.
NEW_LIMIT: Final = 2
#: An option of ``prctl`` that has processes share a core, or not.
PR_SCHED_CORE: Final = 62

#: Calls that may make a name: where their path and the folder that it starts from stand among the arguments.
MAKERS: Final = {
    "open": (0, None), "creat": (0, None), "openat": (1, 0), "openat2": (1, 0), "link": (1, None),
    "linkat": (3, 2), "rename": (1, None), "renameat": (3, 2), "renameat2": (3, 2), "symlink": (1, None),
    "symlinkat": (2, 1), "mknod": (0, None), "mknodat": (1, 0), "mkdir": (0, None), "mkdirat": (1, 0),
    "bind": (1, None),
}  # fmt: skip
#: Of these, where the name stands that is given up.
MOVERS: Final = {"rename": (0, None), "renameat": (1, 0), "renameat2": (1, 0)}
#: Of these, calls that make a name only if they are told to, and where the flags stand.
MAY_MAKE: Final = {"open": 1, "openat": 2}
#: Calls whose result is a descriptor of what they made.
OPENERS: Final = frozenset({"open", "creat", "openat", "openat2", "memfd_create"})
#: O_CREAT, and the bit that tells O_TMPFILE.
MAKING: Final = 0o100 | 0o20000000
#: Calls that may carry an address.
SPEAKERS: Final = ("connect", "sendto", "sendmsg")
#: Where ``sendto`` has its address.
SENDTO_ADDRESS: Final = 4
#: Calls that reach what a box shares with others.
REACHING: Final = (*MAKERS, "memfd_create", *SPEAKERS)


def target_at(name: str) -> int:
    """Which argument says whom a call means; 0 there is the caller, or its group."""
    return 1 if name in ACCOUNT else 0
