"""Who tampers with what a schedule leaves in its processes gains at most a wrong clock for itself."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import pytest
from boxes import Box, children, value

from grader.box.plan import BoxPlan
from grader.evidence import End
from grader.warden.protocol import Schedule

HEAD = """
import ctypes, mmap, os, signal, struct

libc = ctypes.CDLL(None, use_errno=True)

def vdso():
    for line in open("/proc/self/maps"):
        if line.rstrip().endswith("[vdso]"):
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            return begin, end - begin

def native(code):
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(code)
    native.kept = page
    return ctypes.CFUNCTYPE(ctypes.c_ulonglong)(ctypes.addressof(ctypes.c_char.from_buffer(page)))

def sleep(seconds):
    libc.syscall(35, ctypes.byref((ctypes.c_long * 2)(seconds, 0)), None)

def f():
    pid = os.fork()
    if pid == 0:
        try:
            tamper()
        finally:
            sleep(600)
            os._exit(0)
    return os.waitpid(pid, 0)[1]
"""
ATTACKS = {
    "writes to its clock by /proc/self/mem": """
        begin, size = vdso()
        with open("/proc/self/mem", "r+b", buffering=0) as memory:
            memory.seek(begin)
            memory.write(bytes(size))
    """,
    "makes its clock writable, and writes to it": """
        begin, size = vdso()
        libc.mprotect(ctypes.c_void_p(begin), size, 7)
        ctypes.memset(begin, 0xC3, size)
    """,
    "unmaps its clock": """
        begin, size = vdso()
        libc.munmap(ctypes.c_void_p(begin), size)
    """,
    "has another page where its clock was": """
        begin, size = vdso()
        libc.mmap.restype = ctypes.c_void_p
        libc.mmap(ctypes.c_void_p(begin), size, 3, 0x32, -1, 0)
    """,
    "installs a filter that refuses what is shown": """
        lines = struct.pack("=HBBI", 6, 0, 0, 0x00050001)
        buffer = ctypes.create_string_buffer(lines)
        header = ctypes.create_string_buffer(struct.pack("@HP", 1, ctypes.addressof(buffer)))
        libc.prctl(22, ctypes.c_ulong(2), ctypes.c_void_p(ctypes.addressof(header)))
    """,
    "raises SIGSYS, and handles it": """
        signal.signal(signal.SIGSYS, lambda *_: None)
        os.kill(os.getpid(), signal.SIGSYS)
    """,
    "raises SIGTRAP, and handles it": """
        signal.signal(signal.SIGTRAP, lambda *_: None)
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGTRAP)
            native(bytes.fromhex("ccc3"))()
    """,
    "counts the ticks of the CPU": """
        read = native(bytes.fromhex("0f3148c1e2204809d0c3"))
        begin = read()
        while read() - begin < 100_000_000:
            pass
    """,
    "forbids itself to count them": "libc.prctl(26, 2)",
    "says that it is at a line where it is not": """
        for line in (1, -1, 1 << 40):
            libc.syscall(146, ctypes.c_long(line))
    """,
    "makes a call by a gate of its own": """
        native(bytes.fromhex("b8e60000004831ff4831f64831d24d31d20f05c3"))()  # clock_nanosleep of nothing
    """,
}
RAW = """
import time

def f():
    ask = (ctypes.c_long * 2)()
    libc.syscall(228, 1, ctypes.byref(ask))
    first = ask[0] + ask[1] / 1e9 - time.monotonic()
    sleep(600)
    libc.syscall(228, 1, ctypes.byref(ask))
    return first, ask[0] + ask[1] / 1e9 - time.monotonic()
"""
LOSES = """
import ctypes, multiprocessing, os, struct

def tamper():
    os.sched_get_priority_max = lambda line: 0
    lines = struct.pack("=HBBI", 6, 0, 0, 0x00050000)
    buffer = ctypes.create_string_buffer(lines)
    header = ctypes.create_string_buffer(struct.pack("@HP", 1, ctypes.addressof(buffer)))
    ctypes.CDLL(None).prctl(22, ctypes.c_ulong(2), ctypes.c_void_p(ctypes.addressof(header)))

tamper()

def add(counter):
    counter.value += 1

def f():
    counter = multiprocessing.Value("i", 0)
    processes = [multiprocessing.Process(target=add, args=(counter,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
"""


@pytest.fixture(scope="module")
def walled(plan_of: Callable[[str], BoxPlan]) -> Iterator[Box]:
    """One box for all of them: what one of them did must not matter to the next."""
    shared = Box(plan_of("namespaces"))
    yield shared
    shared.close()


@pytest.mark.parametrize("what", ATTACKS)
def test_the_judges_clock_is_what_it_was(walled: Box, what: str) -> None:
    tamper = "def tamper():\n" + textwrap.indent(textwrap.dedent(ATTACKS[what]), "    ")
    outcome = walled.call(HEAD + tamper, schedule=Schedule())
    assert outcome.end is End.ANSWERED, outcome
    (child,) = children(outcome)
    assert child.end is not None
    crashed = value(outcome) != 0
    assert (child.end < 1) if crashed else (600 <= child.end < 601), outcome


def test_the_clock_is_the_same_by_a_raw_call(walled: Box) -> None:
    assert value(walled.call(HEAD + RAW, schedule=Schedule())) == pytest.approx((0, 0), abs=0.001)


def test_marks_stay_where_their_call_is_renamed_or_a_filter_is_put_on_top(walled: Box) -> None:
    outcome = walled.call(LOSES, schedule=Schedule(hold=("marks",)))
    assert value(outcome) == 1, outcome
