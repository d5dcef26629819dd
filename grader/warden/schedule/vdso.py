"""A clock for other processes: the functions of their vDSO are written over (x86-64).

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

AT_SYSINFO_EHDR: Final = 33
SHT_DYNSYM: Final = 11
#: Where ``gettimeofday`` and ``time`` begin behind ``clock_gettime``, and where the data stands.
GETTIMEOFDAY, TIME, DATA = 0x80, 0xC0, 0x200
#: clock_gettime(edi, rsi): clocks 0 and 5 from the data, 1, 4, 6 and 7 from its second half, else a call;
#: gettimeofday(rdi): seconds, and nanoseconds divided by 1000; time(rdi): seconds.
CODE: Final = (
    bytes.fromhex(
        "83ff00742183ff05741c83ff01742083ff04741b83ff06741683ff077411b8e40000000f05c3488d15d3010000eb07"
        "488d15da010000488b02488906488b42084889460831c0c3"
    ).ljust(GETTIMEOFDAY, b"\0")
    + bytes.fromhex("4885ff741f488b0574010000488907488b057201000031d2b9e803000048f7f14889470831c0c3").ljust(
        TIME - GETTIMEOFDAY, b"\0"
    )
    + bytes.fromhex("488b05390100004885ff7403488907c3")
)


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
    functions = _functions()
    base = _base(procfs.read_all(f"/proc/{pid}/auxv"))
    home = functions.get("__vdso_clock_gettime", 0)
    if not base or not home or not memory.write(base + home, CODE):
        return 0
    for name, at in (("__vdso_gettimeofday", GETTIMEOFDAY), ("__vdso_time", TIME)):
        here = functions.get(name)
        if here is not None:
            memory.write(base + here, b"\xe9" + struct.pack("<i", home + at - (here + 5)))
    return base + home + DATA


def _base(auxiliary: bytes) -> int:
    for at in range(0, len(auxiliary) - 15, 16):
        key, value = struct.unpack_from("<QQ", auxiliary, at)
        if key == AT_SYSINFO_EHDR:
            return int(value)
    return 0
