"""What a request makes in a folder of everybody's is told, counted and removed; what others make stays."""

from __future__ import annotations

import contextlib
import math
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from boxes import LEVELS_HERE, Box, left, until, value

from grader.box.plan import BoxPlan
from grader.evidence import End, LeftoverKind
from grader.messages.checks.left_behind import words
from grader.warden.request.belongings import Belongings
from grader.warden.request.usage import Meter
from grader.warden.trace import addresses
from grader.warden.trace.process_tree import Traced

SHM = Path("/dev/shm")
#: Isolation levels whose boxes share /dev/shm with everybody.
SHARING = [level for level in LEVELS_HERE if level != "namespaces"]
MIB = 1 << 20


@pytest.fixture(params=SHARING, scope="module")
def sharing(request: pytest.FixtureRequest, plan_of: Callable[[str], BoxPlan]) -> Iterator[Box]:
    """A box that shares /dev/shm."""
    box = Box(plan_of(request.param))
    yield box
    box.close()


@pytest.fixture
def name() -> Iterator[str]:
    """A name of nobody's, removed afterwards."""
    made = f"{SHM}/forklore-test-{secrets.token_hex(8)}"
    yield made
    for path in SHM.glob(f"{Path(made).name}*"):
        path.unlink()


CLAIM = """
import os
def f(name, flags):
    try:
        os.close(os.open(name, os.O_CREAT | flags))
    except OSError as error:
        return error.errno
    return 0
"""


@pytest.mark.parametrize("flags", [os.O_RDWR, os.O_RDWR | os.O_EXCL, os.O_DIRECTORY, os.O_RDONLY])
def test_a_file_of_others_is_not_removed(sharing: Box, name: str, flags: int) -> None:
    Path(name).touch(0o600)
    outcome = sharing.call(CLAIM, "f", name, flags)
    assert Path(name).exists()
    assert left(outcome) == set()


def test_a_name_that_others_make_after_a_failed_claim_is_not_removed(sharing: Box, name: str) -> None:
    source = """
        import os, time
        def f(name):
            try:
                os.open(name, os.O_CREAT | os.O_DIRECTORY)
            except OSError:
                os.close(os.open(name + ".tried", os.O_CREAT))
                for _ in range(2000):
                    if os.path.exists(name):
                        return "there"
                    time.sleep(0.005)
    """

    def make_later() -> None:
        if until(lambda: Path(f"{name}.tried").exists()):
            Path(name).touch()

    thread = threading.Thread(target=make_later)
    thread.start()
    outcome = sharing.call(source, "f", name)
    thread.join()
    assert value(outcome) == "there"
    assert [words(one) for one in outcome.evidence.leftovers] == [f"{name}.tried, still there"]
    sharing.close()
    assert Path(name).exists()
    assert not Path(f"{name}.tried").exists()


def test_a_name_that_others_take_over_is_not_removed(sharing: Box, name: str) -> None:
    source = """
        import os, time
        def f(name):
            os.close(os.open(name, os.O_CREAT))
            os.unlink(name)
            os.close(os.open(name + ".tried", os.O_CREAT))
            for _ in range(2000):
                if os.path.exists(name):
                    os.unlink(name + ".tried")
                    return "there"
                time.sleep(0.005)
    """

    def make_later() -> None:
        if until(lambda: Path(f"{name}.tried").exists()):
            Path(name).touch()

    thread = threading.Thread(target=make_later)
    thread.start()
    outcome = sharing.call(source, "f", name)
    thread.join()
    sharing.close()
    assert value(outcome) == "there"
    assert left(outcome) == set()
    assert Path(name).exists()


MAKE = """
import os, socket
def f(name):
    place = os.path.dirname(name)
    link = os.path.join(os.environ["TMPDIR"], "link")
    {}
"""


@pytest.mark.parametrize(
    "make",
    [
        "os.mkdir(name)",
        "os.mkfifo(name)",
        "socket.socket(socket.AF_UNIX).bind(name)",
        "os.symlink('nowhere', name)",
        "os.mkfifo(name + '.1'); os.rename(name + '.1', name)",
        "os.mkfifo(name + '.1'); os.link(name + '.1', name); os.unlink(name + '.1')",
        "os.makedirs(name + '/a/b'); os.chmod(name + '/a', 0); os.chmod(name, 0)",
        "os.chdir(place); os.mkdir('/proc/self/cwd/' + os.path.basename(name)); os.chdir('/')",
        "os.symlink(name, link); os.close(os.open(link, os.O_CREAT)); os.unlink(link)",
        "os.close(os.open(os.path.basename(name), os.O_CREAT, dir_fd=os.open(place, os.O_RDONLY)))",
    ],
)
def test_whatever_is_made_is_told_and_removed(sharing: Box, name: str, make: str) -> None:
    outcome = sharing.call(MAKE.format(make), "f", name)
    assert LeftoverKind.SHARED_MEMORY in left(outcome)
    assert any(name in words(one) for one in outcome.evidence.leftovers)
    assert until(lambda: not os.path.lexists(name))


FILL = """
import os, socket, mmap
def f(size, open_one, after):
    kept = []
    for number in range(24):
        fd = eval(open_one)
        for _ in range(size >> 20):
            os.write(fd, b"x" * (1 << 20))
        kept.append(eval(after))
    return "done"
"""
MEMORY = "os.memfd_create('memory')"


@pytest.mark.parametrize(
    ("open_one", "after"),
    [
        (MEMORY, "fd"),
        (MEMORY, "(mmap.mmap(fd, 4096), os.close(fd))"),
        (MEMORY, "(p := socket.socketpair(), socket.send_fds(p[0], [b'x'], [fd]), os.close(fd))"),
        ("os.open('/dev/shm', os.O_TMPFILE | os.O_RDWR)", "fd"),
    ],
)
def test_memory_of_no_process_is_counted(box: Box, open_one: str, after: str) -> None:
    outcome = box.call(FILL, "f", 48 * MIB, open_one, after)
    if box.isolation == "namespaces" and "TMPFILE" in open_one:
        return  # a file system of its own, that is full
    assert outcome.end is End.LIMIT
    assert outcome.limit == ("disk_bytes" if "TMPFILE" in open_one else "memory_bytes")
    assert outcome.evidence.peak_memory_bytes < 900 * MIB


def test_memory_that_is_given_back_is_not_counted(box: Box) -> None:
    assert value(box.call(FILL, "f", 48 * MIB, MEMORY, "os.close(fd)")) == "done"


def test_memory_that_is_given_back_is_not_held_until_somebody_looks(
    plan: BoxPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine a box could fill the control group that bounds it, though it had given all back."""
    monkeypatch.setattr(Meter, "soonest", property(lambda _: math.inf, lambda *_: None), raising=False)
    monkeypatch.setattr(Meter, "next_sample", lambda *_: math.inf)
    box = Box(plan)
    with contextlib.closing(box):
        assert value(box.call(FILL, "f", 48 * MIB, MEMORY, "os.close(fd)")) == "done"


def test_memory_that_is_mapped_is_counted_once(box: Box) -> None:
    source = """
        import mmap, os
        def f():
            fds = [os.memfd_create("memory") for _ in range(6)]
            for fd in fds:
                os.ftruncate(fd, 60 << 20)
                with mmap.mmap(fd, 60 << 20) as memory:
                    for _ in range(60):
                        memory.write(b"x" * (1 << 20))
                    if os.fork() == 0:
                        os._exit(len(memory[:]) == 0)
                    os.wait()
            return "done"
    """
    assert value(box.call(source)) == "done"


def test_system_v_memory_is_counted(boxed: Box) -> None:
    source = """
        import ctypes
        def f():
            libc = ctypes.CDLL(None)
            libc.shmat.restype = ctypes.c_void_p
            for _ in range(24):
                address = libc.shmat(libc.shmget(0, ctypes.c_size_t(48 << 20), 0o1600), None, 0)
                ctypes.memset(address, 1, 48 << 20)
                libc.shmdt(ctypes.c_void_p(address))
    """
    assert boxed.call(source).limit == "memory_bytes"


@pytest.mark.parametrize("isolation", [level for level in SHARING if level != "none"])
def test_an_address_outside_is_refused_and_asking_for_it_no_offence(
    isolation: str, plan_of: Callable[[str], BoxPlan]
) -> None:
    source = """
        import getpass, socket
        def f():
            for question in (getpass.getuser, lambda: socket.gethostbyname("localhost")):
                try:
                    question()
                except (KeyError, OSError):
                    pass
            with socket.socket(socket.AF_UNIX) as peer:
                return peer.connect_ex("/run/nscd/socket"), peer.connect_ex("/nowhere/at/all")
    """
    box = Box(plan_of(isolation))
    with contextlib.closing(box):
        assert list(value(box.call(source))) == [13, 13]


def test_locks_beyond_what_is_held_are_no_fault(sharing: Box) -> None:
    source = """
        from multiprocessing import Lock
        def f():
            return len([Lock() for _ in range(450)])
    """
    assert value(sharing.call(source, wall_seconds=60.0)) == 450


def test_what_a_killed_thread_was_making_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never returns from the call, and what others own stays."""
    things = Belongings(str(tmp_path), set(), lambda: 0)
    paths = [tmp_path / name for name in ("made", "never", "of others")]
    monkeypatch.setattr(addresses, "moved", lambda pid, call: "")
    for tid, path in enumerate(paths):
        monkeypatch.setattr(addresses, "made", lambda pid, call, path=path: str(path))
        assert things.begins(Traced(os.getpid(), 1, None, 0.0), tid, ("openat", []))
    paths[0].touch()
    paths[2].touch()
    if os.geteuid() == 0:
        os.chown(paths[2], 1, 1)
    things.close()
    assert [path.exists() for path in paths] == [False, False, os.geteuid() == 0]
