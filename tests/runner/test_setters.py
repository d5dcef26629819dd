"""A submission sets limits, priority, scheduling and CPUs of its own processes, and of no other."""

from __future__ import annotations

import errno
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from boxes import LEVELS_HERE, Box, answer, descendants, value

from grader.box.plan import BoxPlan
from grader.runner.confine import syscalls
from grader.runner.confine.traced_calls import PR_SCHED_CORE, SETTERS

COLUMN = 0 if platform.machine() == "x86_64" else 1
NUMBERS = syscalls.numbers(platform.machine(), SETTERS)

#: Each call on one process by its number: the error, 0 if it worked. Values are such as anybody may set.
SET = """
import ctypes, os, resource, struct, sys, threading, time

def call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    whole = [ctypes.c_long(n) if isinstance(n, int) else n for n in arguments]
    return ctypes.get_errno() if libc.syscall(ctypes.c_long(number), *whole) < 0 else 0

def each(numbers, pid, group=None, nice=7):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = ctypes.create_string_buffer(struct.pack("QQ", 40, hard if hard >= 0 else 2**64 - 1))
    cpus = ctypes.create_string_buffer(struct.pack("Q", 1 << max(os.sched_getaffinity(0))) + bytes(120))
    nothing = ctypes.create_string_buffer(64)
    attr = ctypes.create_string_buffer(struct.pack("IIQiIQQQ", 48, 3, 0, nice, 0, 0, 0, 0))
    n = numbers
    return {
        "prlimit64": call(n["prlimit64"], pid, resource.RLIMIT_NOFILE, limit, 0),
        "sched_setaffinity": call(n["sched_setaffinity"], pid, 128, cpus),
        "sched_setscheduler": call(n["sched_setscheduler"], pid, os.SCHED_BATCH, nothing),
        "sched_setparam": call(n["sched_setparam"], pid, nothing),
        "sched_setattr": call(n["sched_setattr"], pid, attr, 0),
        "setpriority": call(n["setpriority"], 0, pid, nice),
        "ioprio_set": call(n["ioprio_set"], 1, pid, 2 << 13 | 5),
    } | ({} if group is None else {
        "setpriority of a group": call(n["setpriority"], 1, group, nice + 1),
        "ioprio_set of a group": call(n["ioprio_set"], 2, group, 2 << 13 | 5),
    })
"""
NOTHING = "def f():\n    return 1\n"
PARENT = """
def f(numbers, core):
    parent = os.getppid()
    done = each(numbers, parent, os.getpgid(parent) or parent)
    done["migrate_pages"] = call(numbers["migrate_pages"], parent, 0, 0, 0)
    done["move_pages"] = call(numbers["move_pages"], parent, 0, 0, 0, 0, 0)
    done["setpriority of the account"] = call(numbers["setpriority"], 2, 0, 9)
    done["ioprio_set of the account"] = call(numbers["ioprio_set"], 3, 0, 2 << 13 | 5)
    done["prctl"] = call(core[0], core[1], 1, parent, 0, 0)
    return done
"""
WRITABLE = """
import os

def f():
    found, folder = [], f"/proc/{os.getppid()}"
    for name in os.listdir(folder):
        try:
            os.close(os.open(f"{folder}/{name}", os.O_WRONLY))
            found.append(name)
        except OSError:
            pass
    return found
"""
OWN = """
def f(numbers):
    found = {}
    ready, go = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.write(ready[1], b"r")
        os.read(go[0], 1)
        limited = resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 40
        os._exit(0 if limited and os.getpriority(os.PRIO_PROCESS, 0) == 8 else 1)
    os.read(ready[0], 1)
    found["a child"] = each(numbers, pid, pid)
    os.write(go[1], b"g")
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    found["a zombie"] = {"prlimit64": call(numbers["prlimit64"], pid, 7, 0, 0),
                         "setpriority": call(numbers["setpriority"], 0, pid, 9)}
    found["exit"] = {"status": os.waitpid(pid, 0)[1]}
    found["gone"] = {"setpriority": call(numbers["setpriority"], 0, pid, 9)}
    tids, end = [], threading.Event()
    thread = threading.Thread(target=lambda: (tids.append(threading.get_native_id()), end.wait()))
    thread.start()
    while not tids:
        time.sleep(0.001)
    found["a thread"] = each(numbers, tids[0])
    end.set()
    thread.join()
    os.nice(1)
    resource.prlimit(os.getpid(), resource.RLIMIT_NOFILE)
    resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)
    found["itself"] = each(numbers, 0, 0)
    found["its number"] = each(numbers, os.getpid(), os.getpgid(0), 9)
    return found
"""


@pytest.fixture(scope="module", params=LEVELS_HERE)
def any_box(request: pytest.FixtureRequest, plan_of: Callable[[str], BoxPlan]) -> Iterator[Box]:
    box = Box(plan_of(request.param))
    yield box
    box.close()


def state(pid: int) -> dict[str, Any]:
    """What could have been set of a process."""
    return {
        "limits": Path(f"/proc/{pid}/limits").read_text("utf-8"),
        "cpus": os.sched_getaffinity(pid),
        "scheduler": (os.sched_getscheduler(pid), os.sched_getparam(pid).sched_priority),
        "niceness": os.getpriority(os.PRIO_PROCESS, pid),
    }


def lasting(box: Box) -> set[int]:
    """The warden and the processes of the box that stay: no runner lives for three requests."""
    found = descendants(box.warden.pid)
    for _ in range(2):
        box.call(NOTHING)
    return (found & descendants(box.warden.pid)) | {box.warden.pid}


def test_nobody_sets_anything_of_the_first_process(any_box: Box) -> None:
    any_box.call(NOTHING)
    box, stay = any_box.warden, lasting(any_box)
    before = {pid: state(pid) for pid in stay}
    done = value(
        any_box.call(
            SET + PARENT, "f", NUMBERS, [syscalls.number(platform.machine(), "prctl"), PR_SCHED_CORE]
        )
    )
    assert {pid: state(pid) for pid in stay} == before
    assert done == dict.fromkeys(done, errno.EPERM)
    assert value(any_box.call("def f():\n    return [open('/dev/null') for _ in range(50)] and 1\n")) == 1
    assert any_box.warden is box


def test_nor_through_a_file_of_proc(any_box: Box) -> None:
    """Such as how soon it is ended when memory is short, which every later runner would inherit."""
    if any_box.isolation == "none":
        return  # files are open to it
    assert value(any_box.call(WRITABLE)) == []


def test_a_request_sets_what_it_likes_of_its_own(any_box: Box) -> None:
    outcome = any_box.call(SET + OWN, "f", NUMBERS)
    assert answer(outcome), outcome
    found = value(outcome)
    assert found.pop("gone") == {"setpriority": errno.ESRCH}
    failed = {(who, name): error for who, done in found.items() for name, error in done.items() if error}
    assert failed == {}
    assert value(any_box.call("import os\ndef f():\n    return os.nice(0)\n")) == 0


def test_a_process_of_an_earlier_request_is_nobody(any_box: Box) -> None:
    runner = value(any_box.call("import os\ndef f():\n    return os.getpid()\n"))
    source = SET + "def f(numbers, pid):\n    return each(numbers, pid)\n"
    done = value(any_box.call(source, "f", NUMBERS, runner))
    assert done == dict.fromkeys(done, errno.EPERM)
