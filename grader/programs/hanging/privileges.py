"""Whether a process may be looked into, and which privilege is missing if not."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Final

from grader.errors import SetupError, UsageError
from grader.warden.trace import procfs

YAMA: Final = Path("/proc/sys/kernel/yama/ptrace_scope")
SYS_PTRACE: Final = 19


def require(pid: int) -> None:
    """Raise where a process is not there, or what it waits for cannot be read."""
    if procfs.status(pid) is None:
        raise UsageError(f"There is no process {pid}.", "ps shows those that there are.")
    if may_read(pid):
        return
    owner = os.stat(f"/proc/{pid}").st_uid
    if owner != os.geteuid():
        raise SetupError(
            f"Process {pid} belongs to {_name(owner)}, and you may not look into it.", "Use sudo."
        )
    scope = YAMA.read_text("utf-8").strip() if YAMA.exists() else "0"
    if scope != "0":
        raise SetupError(
            f"Yama (kernel.yama.ptrace_scope = {scope}) keeps you from looking into process {pid}.",
            "Use sudo, or run `sudo sysctl kernel.yama.ptrace_scope=0` first.",
        )
    raise SetupError(
        f"This machine does not let you look into process {pid}: CAP_SYS_PTRACE is missing.",
        "In a container, start it with --cap-add=SYS_PTRACE; else use sudo.",
    )


def may_read(pid: int) -> bool:
    """Whether the system call in which a process sleeps can be read."""
    try:
        with open(f"/proc/{pid}/syscall", "rb") as file:
            return file.read(1) != b""
    except OSError:
        return False


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
