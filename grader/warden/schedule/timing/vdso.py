"""A clock for other processes: the functions of their vDSO are written over.

Theory of operation
-------------------
A C library learns the time from the vDSO, code that the kernel maps into each process, without a call that
a tracer could see. It is written over with functions that copy the time from beside them, where the tracer
puts it before it lets a process go on. A fork inherits the page, each exec gets a new one. Clocks of CPU
time still ask the kernel. Taking the vDSO away instead would make every look at the clock a stop, and
Python takes one at each lock.
"""

from __future__ import annotations

import ctypes
import functools
import struct
from typing import Final

from grader.warden.schedule.kernel import Memory
from grader.warden.trace import procfs
from grader.warden.trace.regset import MACHINE, ON_ARM

AT_SYSINFO_EHDR: Final = 33
SHT_DYNSYM: Final = 11
#: Bytes of the two times that stand there.
TIMES_BYTES: Final = 32
#: Where ``gettimeofday`` and ``time`` begin behind ``clock_gettime``, and where the data stands.
GETTIMEOFDAY, TIME, DATA = 0x80, 0xC0, 0x200
#: clock_gettime: clocks 0 and 5 from the data, 1, 4, 6 and 7 from its second half, else a call;
#: gettimeofday: seconds, and nanoseconds divided by 1000; time, which aarch64 has not: seconds.
CODE: Final = {
    "x86_64": (
        "83ff00742183ff05741c83ff01742083ff04741b83ff06741683ff077411b8e40000000f05c3488d15d3010000eb07"
        "488d15da010000488b02488906488b42084889460831c0c3",
        "4885ff741f488b0574010000488907488b057201000031d2b9e803000048f7f14889470831c0c3",
        "488b05390100004885ff7403488907c3",
    ),
    "aarch64": (
        "c00100341f140071800100541f040071800100541f100071400100541f180071000100541f1c0071c0000054280e80d2"
        "010000d4c0035fd6420e001002000014820e0010431040a9231000a9000080d2c0035fd6",
        "c00000b4e20b0010431040a9057d80d28408c59a031000a9000080d2c0035fd6",
        "",
    ),
}
#: How their functions are called, and the one that must stay what it is: signal handlers come back by it.
PREFIX: Final = "__kernel_" if ON_ARM else "__vdso_"
KEPT: Final = "__kernel_rt_sigreturn"


@functools.cache
def code(machine: str) -> bytes:
    """The functions as one block; empty for a machine that is not known."""
    begins, block = (0, GETTIMEOFDAY, TIME), b""
    for begin, part in zip(begins, CODE.get(machine, ()), strict=False):
        block = block.ljust(begin, b"\0") + bytes.fromhex(part)
    return block


def jump(machine: str, distance: int) -> bytes:
    """An instruction that goes on so many bytes from its own begin."""
    if machine == "aarch64":
        return struct.pack("<I", 0x14000000 | distance >> 2 & 0x3FFFFFF)
    return b"\xe9" + struct.pack("<i", distance - 5)


@functools.cache
def _functions() -> dict[str, int]:
    """Where the functions of the vDSO stand in it: it is the same in every process."""
    for line in procfs.read_all("/proc/self/maps").splitlines():
        if line.endswith(b"[vdso]"):
            first, _, last = line.split()[0].partition(b"-")
            begin, end = int(first, 16), int(last, 16)
            return _symbols(ctypes.string_at(begin, end - begin))
    return {}


def _symbols(image: bytes) -> dict[str, int]:
    """Dynamic symbols of an ELF image, by name."""
    (table,), (count,) = struct.unpack_from("<Q", image, 40), struct.unpack_from("<H", image, 60)
    sections = [struct.unpack_from("<IIQQQQIIQQ", image, table + 64 * number) for number in range(count)]
    found = {}
    for section in sections:
        if section[1] == SHT_DYNSYM:
            names = sections[section[6]][4]
            for at in range(section[4], section[4] + section[5], 24):
                name, _, _, _, value, _ = struct.unpack_from("<IBBHQQ", image, at)
                if value:
                    end = image.index(b"\0", names + name)
                    found[image[names + name : end].decode()] = value
    return found


def take_over(pid: int, memory: Memory) -> int:
    """Write the functions of a stopped process over: where its time stands from now on, 0 if it has none."""
    functions, block = _functions(), code(MACHINE)
    base = _base(procfs.read_all(f"/proc/{pid}/auxv"))
    home = functions.get(PREFIX + "clock_gettime", 0)
    if not base or not home or not block or home <= functions.get(KEPT, 0) < home + DATA + TIMES_BYTES:
        return 0
    if not memory.write(base + home, block):
        return 0
    for name, at in (("gettimeofday", GETTIMEOFDAY), ("time", TIME)):
        here = functions.get(PREFIX + name)
        if here is not None:
            memory.write(base + here, jump(MACHINE, home + at - here))
    return base + home + DATA


def _base(auxiliary: bytes) -> int:
    for at in range(0, len(auxiliary) - 15, 16):
        key, value = struct.unpack_from("<QQ", auxiliary, at)
        if key == AT_SYSINFO_EHDR:
            return int(value)
    return 0
