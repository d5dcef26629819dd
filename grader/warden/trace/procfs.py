"""Reading /proc: small facts about one process, ``None`` or empty if it is gone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
#: Bytes of a list that a submission can make as long as it likes.
MOST_LIST = 1 << 20
#: Characters of a name that are shown; of a longer one its beginning and its end.
MOST_SHOWN = 200


@dataclass(frozen=True)
class Status:
    """Of /proc/PID/status: ids as seen from outside, and the pid inside its own namespace."""

    tgid: int
    ppid: int
    inner_pid: int
    ignored: str
    caught: str


def read(path: str) -> bytes:
    """The whole file, empty if it cannot be read."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(fd, 1 << 16)
    except OSError:
        return b""
    finally:
        os.close(fd)


def read_all(path: str) -> bytes:
    """The whole of a file that may be longer than one read gives."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def read_most(path: str, most: int) -> bytes:
    """The beginning of a file that may be as long as its subject likes, up to its last whole line."""
    try:
        with open(path, "rb") as file:
            text = file.read(most)
    except OSError:
        return b""
    return text if len(text) < most else text[: text.rfind(b"\n") + 1]


def status(pid: int) -> Status | None:
    """Ids and signal dispositions of a process or thread."""
    text = read(f"/proc/{pid}/status")
    try:
        tgid = _field(text, b"\nTgid:")
        return Status(
            tgid=int(tgid),
            ppid=int(_field(text, b"\nPPid:")),
            inner_pid=int((_field(text, b"\nNSpid:") or tgid).split()[-1]),
            ignored=_field(text, b"\nSigIgn:").decode(),
            caught=_field(text, b"\nSigCgt:").decode(),
        )
    except ValueError:
        return None


def mask_of(signals: Iterable[int]) -> int:
    """Return a set of signals as ``/proc/PID/status`` has it."""
    return sum(1 << number - 1 for number in signals)


def pending_signals(pid: int) -> list[int]:
    """Signals that were sent to a process or its first thread and have not been delivered."""
    text = read(f"/proc/{pid}/status")
    masks = (_field(text, name) for name in (b"\nSigPnd:", b"\nShdPnd:"))
    pending = 0
    for mask in masks:
        pending |= int(mask or b"0", 16)
    return [number for number in range(1, 65) if pending >> (number - 1) & 1]


def _field(text: bytes, name: bytes) -> bytes:
    """The rest of the line that begins so, empty if there is none."""
    start = text.find(name)
    if start < 0:
        return b""
    start += len(name)
    return text[start : text.find(b"\n", start)].strip()


def state_and_parent(pid: int) -> tuple[str, int] | None:
    """The state letter (``Z`` for a zombie) and the present parent."""
    text = read(f"/proc/{pid}/stat")
    if not text:
        return None
    fields = text[text.rfind(b")") + 2 :].split()
    return fields[0].decode(), int(fields[1])


def is_traced(pid: int) -> bool:
    """Whether a process, a zombie perhaps, is there and has a tracer."""
    return _field(read(f"/proc/{pid}/status"), b"\nTracerPid:") not in (b"", b"0")


def cpu_seconds(pid: int) -> float:
    """User and system time of a living process, without its children."""
    text = read(f"/proc/{pid}/stat")
    if not text:
        return 0.0
    fields = text[text.rfind(b")") + 2 :].split()
    ticks = (int(fields[11]) + int(fields[12])) / TICKS
    first = read(f"/proc/{pid}/schedstat").split()
    return max(ticks, int(first[0]) / 1e9 if first else 0.0)


def private_bytes(pid: int) -> int:
    """Memory that is the process's own: resident, less what is mapped from files or shared."""
    fields = read(f"/proc/{pid}/statm").split()
    return (int(fields[1]) - int(fields[2])) * PAGE if len(fields) > 2 else 0


def shared_bytes(pid: int) -> int:
    """Shared memory that is not from files: anonymous shared maps and named segments."""
    for line in read(f"/proc/{pid}/status").splitlines():
        if line.startswith(b"RssShmem:"):
            return int(line.split()[1]) * 1024
    return 0


def proportional_bytes(pid: int) -> int:
    """Memory of a process, each page that it shares divided by the number of its users (slow: 0.3 ms)."""
    for line in read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith(b"Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def mapped_bytes(pid: int) -> int:
    """A process's share of what it has mapped of files in memory and of System V segments (slow)."""
    total, counts = 0, False
    for line in read_all(f"/proc/{pid}/smaps").splitlines():
        if not line[:1].isupper():
            counts = b" /memfd:" in line or b" /SYSV" in line
        elif counts and line.startswith(b"Pss:"):
            total += int(line.split()[1]) * 1024
    return total


def command_line(pid: int) -> list[bytes]:
    """The arguments of a process."""
    return read(f"/proc/{pid}/cmdline").rstrip(b"\0").split(b"\0")


def descriptors(pid: int) -> dict[int, str]:
    """Open descriptors and what they lead to, as the kernel names it."""
    found: dict[int, str] = {}
    try:
        names = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return found
    for name in names:
        try:
            found[int(name)] = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
    return found


def link(path: str) -> str:
    """Where a symbolic link of /proc leads, empty if unknown."""
    try:
        return os.readlink(path)
    except OSError:
        return ""


def switches(pid: int) -> str:
    """State, context switches and page faults of a process's first thread: unchanged means that it slept."""
    text = read(f"/proc/{pid}/status")
    return repr([line for line in text.splitlines() if line.startswith((b"State", b"volun", b"nonvol"))])


def threads(pid: int) -> list[int]:
    """Threads of a process (its first one may have ended before the others)."""
    try:
        return [int(name) for name in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []


def thread_switches(pid: int, tid: int) -> tuple[bytes, ...]:
    """State and context switches of one thread: the same twice means that it has not run meanwhile."""
    text = read(f"/proc/{pid}/task/{tid}/status")
    return tuple(line for line in text.splitlines() if line.startswith((b"State", b"volun", b"nonvol")))


def memory(pid: int, address: int, size: int, partial: bool = False) -> bytes:
    """Bytes of a process's memory, empty if they cannot be read; ``partial``: as many as the page has."""
    if partial:
        size = min(size, PAGE - address % PAGE)
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
            file.seek(address)
            return file.read(size)
    except (OSError, ValueError, OverflowError):
        return b""


def call(tid: int) -> tuple[int, list[int]] | None:
    """The number and the arguments of the system call that a thread is in; None if it is in none."""
    fields = read(f"/proc/{tid}/syscall").split()
    return (int(fields[0]), [int(field, 16) for field in fields[1:7]]) if len(fields) >= 7 else None


def is_fifo(path: str) -> bool:
    """Whether a path, or what a link of /proc leads to, is a FIFO."""
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False


def open_flags(pid: int, fd: int) -> int:
    """The flags with which a descriptor was opened, and those that were set since."""
    for line in read(f"/proc/{pid}/fdinfo/{fd}").splitlines():
        if line.startswith(b"flags:"):
            return int(line.split()[1], 8)
    return os.O_RDWR


def access_mode(pid: int, fd: int) -> int:
    """How a descriptor was opened: 0 for reading, 1 for writing, 2 for both."""
    return open_flags(pid, fd) & 3


def inner_tid(pid: int, tid: int) -> int:
    """The id of a thread as it is seen inside its own pid namespace, 0 if it is gone."""
    for line in read(f"/proc/{pid}/task/{tid}/status").splitlines():
        if line.startswith(b"NSpid:"):
            return int(line.split()[-1])
    return 0


def shown(name: str | bytes) -> str:
    """Write a name as text: one line, UTF-8, of bounded length; what is no text is escaped by a backslash.

    A name that the kernel reports is any bytes but zero, chosen by the submission. In the warden it stays as
    it is (``os.fsdecode``), for the kernel has to be asked with it. It goes into evidence through here only.
    """
    text = os.fsencode(name)[: 16 * MOST_SHOWN].decode("utf-8", "backslashreplace")
    text = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN // 2]}...{text[-MOST_SHOWN // 2 :]}"
