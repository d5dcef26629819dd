"""The stacks of a process by CPython's own reader, ``_remote_debugging`` (since 3.14).

Theory of operation
-------------------
It reads from outside, as py-spy does, and needs an interpreter of the same minor version: our own, if the
process runs the same program, else the process's own. Its own is used only if the process is of our own
user and sees under that name the file that we see: that user chose it. The interpreter is started isolated
and without ``site``. In 3.14 it comes no further than to the first function that C has called.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any, Final

from grader.warden.trace import procfs

SINCE: Final = (3, 14)
OURS: Final = sys.version_info[:2]
INTERPRETER: Final = re.compile(r"^python(\d+)\.(\d+)t?$")
#: The outermost function of a stack that is whole.
OUTERMOST: Final = ("<module>", "_bootstrap")
#: Prints the threads in py-spy's form. A process that runs changes while it is read: it is read again.
SCRIPT: Final = """\
import sys
from _remote_debugging import RemoteUnwinder

def line(frame):
    found = getattr(frame, "lineno", None)
    where = getattr(frame, "location", None)
    return (found if found is not None else where[0] if where else 0) or 0

def threads(pid):
    for one in RemoteUnwinder(pid, all_threads=True).get_stack_trace():
        for thread in getattr(one, "threads", [one]):
            yield {
                "os_thread_id": thread.thread_id,
                "frames": [
                    {"filename": frame.filename, "name": frame.funcname, "line": line(frame)}
                    for frame in thread.frame_info
                ],
            }

for last in (False, False, False, True):
    try:
        found = list(threads(int(sys.argv[1])))
        break
    except (OSError, RuntimeError, ValueError):
        if last:
            raise
import json
print(json.dumps(found))
"""


def command(pid: int) -> list[str] | None:
    """The command that reads a process, or None if it runs no interpreter that can be read so."""
    python = _reader(pid)
    return [python, "-I", "-S", "-c", SCRIPT, str(pid)] if python else None


def is_cut(threads: list[dict[str, Any]]) -> bool:
    """Whether a stack of these does not begin where a module or a thread of ``threading`` does."""
    frames = [thread["frames"][-1]["name"] for thread in threads if thread["frames"]]
    return any(name.rpartition(".")[2] not in OUTERMOST for name in frames)


def _reader(pid: int) -> str:
    try:
        if os.path.samefile(f"/proc/{pid}/exe", "/proc/self/exe"):
            return sys.executable if OURS >= SINCE else ""
        owner = os.stat(f"/proc/{pid}").st_uid
    except OSError:
        return ""
    path = procfs.link(f"/proc/{pid}/exe")
    found = INTERPRETER.match(os.path.basename(path))
    known = found is not None and (int(found[1]), int(found[2])) >= SINCE
    return path if known and owner == os.geteuid() and _is_same(path, pid) else ""


def _is_same(path: str, pid: int) -> bool:
    try:
        return os.path.samefile(path, f"/proc/{pid}/exe")
    except OSError:
        return False
