"""Memory is bounded by the kernel where it lets us, and nothing of that stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from boxes import Box

from grader.evidence import End
from grader.limits import MIB, Limits
from grader.warden import cgroup as groups

HOG = """
import os

def children(count, size):
    pids = []
    for _ in range(count):
        pid = os.fork()
        if pid == 0:
            held = bytearray(size)
            held[::4096] = b"x" * len(held[::4096])
            os._exit(0)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
"""


@pytest.fixture
def bounded() -> groups.Group:
    found = groups.group()
    if found is None:
        pytest.skip("there is no control group with memory that we may make groups in")
    return found


def test_the_kernel_ends_what_takes_more_than_its_group_may(bounded: groups.Group) -> None:
    limits = Limits(memory_bytes=1 * MIB, disk_bytes=0)
    hog = f"import sys; sys.stdin.read(1); held = b'x' * {groups.BASE_BYTES * 2}"
    process = subprocess.Popen([sys.executable, "-c", hog], stdin=subprocess.PIPE)
    try:
        assert bounded.add(process.pid)
        bounded.bound(limits)
        assert not bounded.overran()
        process.communicate(b"g")
        assert process.returncode == -signal.SIGKILL
        assert bounded.overran()
        assert bounded.peak() <= groups.BASE_BYTES + 1 * MIB
        bounded.bound(limits)
        assert not bounded.overran()
    finally:
        process.kill()
        process.wait()
        bounded.close()
    assert not bounded._folder.exists()


def test_a_tree_that_takes_too_much_is_over_its_limit(box: Box) -> None:
    found = box.call(HOG, "children", 6, 400 * MIB)
    assert (found.end, found.limit) == (End.LIMIT, "memory_bytes")


def test_what_killed_wardens_left_is_removed(bounded: groups.Group, tmp_path: Path) -> None:
    parent = bounded._folder.parent
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = parent / f"{groups.NAME}1-{dead.pid}-0"
    left.mkdir()
    bounded.close()
    again = groups.group()
    assert again is not None
    again.close()
    assert not left.exists()


def test_the_groups_of_a_session_are_removed(bounded: groups.Group) -> None:
    groups.remove_all(os.getsid(0))
    assert not bounded._folder.exists()


def test_version_2_where_memory_is_handed_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = next(
        line.partition("::")[2] for line in Path("/proc/self/cgroup").read_text().splitlines() if "::" in line
    )
    (tmp_path / "cgroup.controllers").write_text("memory pids\n")
    parent = tmp_path / own.strip("/")
    parent.mkdir(exist_ok=True, parents=True)
    made = Path.mkdir

    def mkdir(path: Path, *how: object) -> None:
        made(path)
        (path / "memory.max").write_text("max")
        (path / "memory.events").write_text("low 0\noom 1\noom_kill 0\n")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    found = groups.group(tmp_path)
    assert found is not None
    folder = found._folder
    found.bound(Limits(memory_bytes=1 * MIB, disk_bytes=1 * MIB))
    assert int((folder / "memory.max").read_text()) == groups.BASE_BYTES + 5 * MIB
    assert not found.overran()
    (folder / "memory.events").write_text("low 0\noom 1\noom_kill 2\n")
    assert found.overran()


def test_without_control_groups_there_is_none(tmp_path: Path) -> None:
    assert groups.group(tmp_path) is None
