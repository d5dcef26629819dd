"""A part of a program that is stuck beside one that goes on: which get the notice, and which must not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
#: ``beside`` starts a process that goes on: it acts, then says so, and naps.
PRELUDE = """
import ctypes, fcntl, mmap, os, pty, select, signal, socket, subprocess, sys, threading, time
import multiprocessing; mp = multiprocessing.get_context("fork")  # not usual from Python 3.14 on

libc = ctypes.CDLL(None, use_errno=True)

def nap():
    time.sleep(600)

def beside(act=lambda: None, then=nap):
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        act()
        os.write(into, b".")
        os.close(into)
        os.close(out)
        then()
        os._exit(0)
    os.close(into)
    os.read(out, 1)
    os.close(out)
    return pid

def ready():
    os.close(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY))

def twice(lock):
    lock.acquire()
    ready()
    lock.acquire()

def read_own():
    out, into = os.pipe()
    ready()
    os.read(out, 1)

def posix_wait(address):
    libc.sem_init(ctypes.c_void_p(address), 1, 0)
    ready()
    libc.sem_wait(ctypes.c_void_p(address))

def address_of(memory):
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))

def take(first, second, both):
    with first:
        both.wait()
        with second:
            pass
"""
NOTICED = {
    "two children wait for each other": """
        beside()
        a, b, both = mp.Lock(), mp.Lock(), mp.Barrier(2)
        ps = [mp.Process(target=take, args=pair) for pair in ((a, b, both), (b, a, both))]
        [p.start() for p in ps]
        [p.join() for p in ps]
    """,
    "one computes": """
        def compute():
            while True:
                pass
        beside(then=compute)
        read_own()
    """,
    "one polls, join before drain": """
        def poll():
            while True:
                time.sleep(0.01)
        beside(then=poll)
        q = mp.Queue()
        p = mp.Process(target=lambda: q.put(b"x" * 1_000_000))
        p.start()
        p.join()
    """,
    "another program": "subprocess.Popen(['sleep', '600'])\ntwice(mp.Lock())",
    "a network server": """
        beside(then=lambda: socket.create_server(("127.0.0.1", 0)).accept())
        twice(mp.Lock())
    """,
    "has closed its ends": """
        out, into = os.pipe()
        beside(lambda: (os.close(out), os.close(into)))
        ready()
        os.read(out, 1)
    """,
    "an orphan": """
        os.waitpid(beside(beside, then=lambda: None), 0)
        twice(mp.Lock())
    """,
    "both receive first": """
        beside()
        here, there = mp.Pipe()
        p = mp.Process(target=there.recv)
        p.start()
        here.recv()
    """,
    "a thread's lock": "beside()\ntwice(threading.Lock())",
    "has a copy of a thread's lock": "lock = threading.Lock()\nbeside()\ntwice(lock)",
    "select": """
        beside()
        out, into = os.pipe()
        select.select([out], [], [])
    """,
    "shares a value, not the lock": """
        value = mp.Value("i", lock=False)
        beside()
        twice(mp.Lock())
    """,
    "two that talk to each other": """
        def pair():
            global ends
            ends = socket.socketpair()
            if os.fork() == 0:
                nap()
        beside(pair, then=lambda: ends[0].recv(1))
        twice(mp.Lock())
    """,
    "a grandchild holds the other end": """
        beside()
        out, into = os.pipe()
        if os.fork() == 0:
            if os.fork() == 0:
                os.close(out)
                twice(threading.Lock())
            os.wait()
        os.close(into)
        os.read(out, 1)
    """,
}
SILENT = {
    "holds the write end": """
        out, into = os.pipe()
        beside()
        os.close(into)
        ready()
        os.read(out, 1)
    """,
    "holds the read end": """
        out, into = os.pipe()
        beside()
        ready()
        os.write(into, b"x" * 1_000_000)
    """,
    "maps the lock's page": "lock = mp.Lock()\nbeside()\ntwice(lock)",
    "maps anonymous shared memory": """
        memory = mmap.mmap(-1, 4096)
        beside()
        posix_wait(address_of(memory))
    """,
    "could map the memory again": """
        fd = os.memfd_create("shared")
        os.truncate(fd, 4096)
        memory = mmap.mmap(fd, 4096)
        beside(memory.close)
        posix_wait(address_of(memory))
    """,
    "a named semaphore": """
        beside()
        libc.sem_open.restype = ctypes.c_void_p
        name = f"/forklore-test-{os.getpid()}".encode()
        there = ctypes.c_void_p(libc.sem_open(name, os.O_CREAT, 0o600, 0))
        ready()
        libc.sem_wait(there)
    """,
    "a System V segment": """
        beside()
        libc.shmat.restype = ctypes.c_void_p
        segment = libc.shmget(0, 4096, 0o1600)
        address = libc.shmat(segment, None, 0)
        libc.shmctl(segment, 0, None)
        posix_wait(address)
    """,
    "a named pipe": """
        beside()
        os.mkfifo(sys.argv[1] + ".fifo")
        ready()
        os.open(sys.argv[1] + ".fifo", os.O_RDONLY)
    """,
    "a named pipe with both ends here": """
        beside()
        os.mkfifo(sys.argv[1] + ".fifo")
        fd = os.open(sys.argv[1] + ".fifo", os.O_RDWR)
        ready()
        os.read(fd, 1)
    """,
    "a late connection": """
        beside()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("\\0forklore-test-" + str(os.getpid()))
        listener.listen()
        ready()
        listener.accept()
    """,
    "is connected by a socket": """
        ours, theirs = socket.socketpair()
        beside(ours.close)
        theirs.close()
        read_own()
    """,
    "a descriptor is under way": """
        ours, theirs = socket.socketpair()
        out, into = os.pipe()
        socket.send_fds(ours, [b"x"], [into])
        os.close(into)
        beside(lambda: (ours.close(), os.close(out)))
        ours.close()
        theirs.close()
        ready()
        os.read(out, 1)
    """,
    "a connection that nobody has accepted": """
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("\\0forklore-test-" + str(os.getpid()))
        listener.listen()
        beside()
        out, into = os.pipe()
        with socket.socket(socket.AF_UNIX) as ours:
            ours.connect(listener.getsockname())
            listener.close()
            socket.send_fds(ours, [b"x"], [into])
        os.close(into)
        ready()
        os.read(out, 1)
    """,
    "has a pidfd": "beside(lambda: os.pidfd_open(os.getppid()))\nread_own()",
    "takes a descriptor": """
        def take_one():
            fd = os.pidfd_open(os.getppid())
            libc.syscall(438, fd, 0, 0)
            os.close(fd)
        beside(take_one)
        read_own()
    """,
    "has used kill": """
        other = beside()
        beside(lambda: os.kill(other, signal.SIGKILL))
        os.waitpid(other, 0)
        read_own()
    """,
    "has asked whether one lives": "beside(lambda: os.kill(os.getppid(), 0))\nread_own()",
    "has tried to trace": "beside(lambda: libc.ptrace(16, os.getppid(), 0, 0))\nread_own()",
    "has an owner for signals": """
        def own():
            fd = os.pipe()[0]
            fcntl.fcntl(fd, fcntl.F_SETOWN, os.getppid())
        beside(own)
        read_own()
    """,
    "has opened memory": "beside(lambda: os.open(f'/proc/{os.getppid()}/mem', os.O_RDONLY))\nread_own()",
    "has a terminal's other side": "beside(pty.openpty)\nread_own()",
    "its parent's death is a signal": """
        out, into = os.pipe()
        def between():
            os.close(out)
            if os.fork() == 0:
                libc.prctl(1, signal.SIGKILL)
                twice(threading.Lock())
            os.close(into)
        beside(between)
        os.close(into)
        os.read(out, 1)
    """,
    "is the parent of a stuck one": """
        out, into = os.pipe()
        def between():
            os.close(out)
            if os.fork() == 0:
                twice(threading.Lock())
            os.close(into)
        beside(between)
        os.close(into)
        os.read(out, 1)
    """,
    "its end is handled": "signal.signal(signal.SIGCHLD, lambda *_: None)\nbeside()\nread_own()",
    "its end is waited for": "pid = beside()\nready()\nos.waitpid(pid, 0)",
    "any end is waited for": "beside()\nbeside()\nready()\nos.wait()",
    "an orphan may be adopted": """
        libc.prctl(36, 1)
        def between():
            beside()
            if os.fork() == 0:
                os.execv("/bin/sleep", ["sleep", "600"])
        if os.fork() == 0:
            beside()
            twice(threading.Lock())
        ready()
        os.wait()
    """,
    "a timer is armed": "signal.setitimer(signal.ITIMER_REAL, 900)\nbeside()\nread_own()",
    "a socket has a time limit": """
        def limit():
            end = socket.socketpair()[0]
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bytes(16))
        beside(limit)
        read_own()
    """,
    "a signal is handled": "signal.signal(signal.SIGUSR1, lambda *_: None)\nbeside()\nread_own()",
    "a signal is waited for": "beside()\nready()\nsignal.sigwait([signal.SIGUSR1])",
    "a thread goes on": "threading.Thread(target=nap, daemon=True).start()\nread_own()",
    "an event descriptor": "fd = os.eventfd(0)\nbeside()\nready()\nos.read(fd, 8)",
    "shares an epoll set": """
        out, into = os.pipe()
        poll = select.epoll()
        beside(lambda: (os.close(out), os.close(into)))
        poll.register(out)
        poll.unregister(out)
        poll.register(out, select.EPOLLIN)
        ready()
        poll.poll()
    """,
    "the network": "beside()\nlistener = socket.create_server(('127.0.0.1', 0))\nready()\nlistener.accept()",
    "a file's lock": """
        beside()
        files = [open(sys.argv[1] + ".lock", "w") for _ in range(2)]
        fcntl.flock(files[0], fcntl.LOCK_EX)
        ready()
        fcntl.flock(files[1], fcntl.LOCK_EX)
    """,
    "standard input": "beside()\nready()\nos.read(0, 1)",
    "a manager": """
        beside()
        manager = mp.Manager()
        proxy = manager.Lock()
        proxy.acquire()
        twice(mp.Lock())
    """,
    "only a manager goes on": "manager = mp.Manager()\ntwice(mp.Lock())",
    "nobody goes on": "twice(mp.Lock())",
}


def look_at(folder: Path) -> dict[str, str]:
    """What a look finds of each program, ``noticed`` or ``silent``: in a process of its own, which traces."""
    from grader.programs import stuck_part

    stuck_part.FIRST = 0.02  # type: ignore[misc]
    stuck_part.LONGEST = 0.1  # type: ignore[misc]
    return {path.stem: _seen(path) for path in sorted(folder.glob("*.py"))}


def _seen(path: Path) -> str:
    from grader.programs.watched import Program, Wishes

    mark = path.with_suffix(".ready")
    program = Program([sys.executable, str(path), str(mark)], Wishes())
    program.part._pause = 0.02
    until = time.monotonic() + 40
    try:
        while time.monotonic() < until and program.root.alive:
            program._take()
            if path.name.startswith("noticed"):
                if program.part.found():
                    return "noticed"
            elif mark.exists() and _sleeps(program.root.pid):
                return _thrice(program)
            time.sleep(0.01)
        return "ended" if not program.root.alive else "silent"
    finally:
        program.end(at_once=True)
        program.close()
        Path(f"/dev/shm/sem.forklore-test-{program.root.pid}").unlink(missing_ok=True)


def _sleeps(pid: int) -> bool:
    """Whether a process has come to its last call: it reads no file, and does not run."""
    from grader.warden.trace import procfs

    looks = set()
    for _ in range(4):
        looks.add(procfs.thread_switches(pid, pid))
        time.sleep(0.02)
    return len(looks) == 1 and procfs.state_and_parent(pid) is not None


def _thrice(program: Any) -> str:
    for _ in range(3):
        if program.part.look() is not None:
            return "noticed"
        program._take()
        time.sleep(0.02)
    return "silent"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What came of each program."""
    folder = tmp_path_factory.mktemp("parts")
    for kind, programs in (("noticed", NOTICED), ("silent", SILENT)):
        for number, text in enumerate(programs.values()):
            (folder / f"{kind}{number:02}.py").write_text(PRELUDE + textwrap.dedent(text))
    keep, other = os.pipe()
    done = subprocess.run(
        [sys.executable, __file__, str(folder)], stdin=keep, capture_output=True, text=True, timeout=300
    )
    os.close(keep)
    os.close(other)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("number", range(len(NOTICED)), ids=list(NOTICED))
def test_a_part_that_only_a_signal_could_free_is_noticed(seen: dict[str, str], number: int) -> None:
    assert seen[f"noticed{number:02}"] == "noticed"


@pytest.mark.parametrize("number", range(len(SILENT)), ids=list(SILENT))
def test_any_other_way_out_keeps_it_silent(seen: dict[str, str], number: int) -> None:
    assert seen[f"silent{number:02}"] == "silent"


def test_the_page_counts_them() -> None:
    page = (Path(__file__).parents[2] / "docs/explanation/partial.md").read_text("utf-8")
    told = f"has {len(NOTICED)} programs that get the notice, and {len(SILENT)} that must not"
    assert told in " ".join(page.split())


if __name__ == "__main__":
    print(json.dumps(look_at(Path(sys.argv[1]))))
