"""Who a signal is for, and who is about to end by one."""

from __future__ import annotations

import signal
from typing import Final

from grader.warden.schedule.cast import Member, Thread
from grader.warden.schedule.readiness import group_of, leader_of
from grader.warden.trace import procfs

#: Calls that send a signal: which arguments say to whom, and which one.
KILLS: Final = {"kill": (0, 1), "tkill": (0, 1), "tgkill": (0, 2), "pidfd_send_signal": (0, 1)}


def targets(thread: Thread, alive: list[Member]) -> list[Member]:
    """Who a signal is for; only SIGKILL and SIGCONT have to be known exactly, the others are looked for."""
    who, what = KILLS[thread.call]
    number, target = thread.small(what), thread.small(who)
    if number not in (signal.SIGKILL, signal.SIGCONT):
        return []
    if thread.call == "kill" and target <= 0:
        if target == -1:
            return [member for member in alive if member is not thread.member]
        group = group_of(thread.member) if target == 0 else leader_of(-target, thread.member)
        return [member for member in alive if group_of(member) == group]
    if thread.call == "pidfd_send_signal":
        text = procfs.read(f"/proc/{thread.member.pid}/fdinfo/{target}")
        pid = int(text.partition(b"\nPid:")[2].split()[0]) if b"\nPid:" in text else 0
        return [member for member in alive if member.pid == pid]
    return [member for member in alive if member.traced.inner == target]


def is_dying(member: Member) -> bool:
    """Whether SIGKILL is under way to a process, or has ended it."""
    text = procfs.read(f"/proc/{member.pid}/status")
    shared = text.partition(b"\nShdPnd:")[2].split()[:1]
    own = text.partition(b"\nSigPnd:")[2].split()[:1]
    pending = int((shared or [b"0"])[0], 16) | int((own or [b"0"])[0], 16)
    return not text or bool(pending >> signal.SIGKILL - 1 & 1) or b"State:\tZ" in text or b"State:\tX" in text
