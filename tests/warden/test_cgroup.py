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


#: Makes a hierarchy of version 2 of its own, with this process in `tree/session`, and a box beside it.
REAL = """
import os, subprocess, sys
from pathlib import Path
from grader.limits import MIB, Limits
from grader.warden import cgroup as groups

root = Path(sys.argv[1])
subprocess.run(["mount", "-t", "cgroup2", "none", str(root)], check=True)
offered = (root / "cgroup.controllers").read_text().split()
bounds = {"memory": "memory.max", "hugetlb": "hugetlb.2MB.max", "pids": "pids.max"}
controller = next((name for name in bounds if name in offered), "")
if not controller:
    sys.exit(77)
groups.BOUNDS = {1: "none", 2: bounds[controller]}
handed = controller in (root / "cgroup.subtree_control").read_text().split()
tree = root / f"forklore_test_{os.getpid()}"
session = tree / "session"
session.mkdir(parents=True)
lines = open("/proc/self/cgroup").read().splitlines()
home = root / next(line[4:] for line in lines if line.startswith("0::"))
try:
    (session / "cgroup.procs").write_text(str(os.getpid()))
    print("nothing is handed down:", handed or groups.group(root) is None)
    (root / "cgroup.subtree_control").write_text(f"+{controller}")
    (tree / "cgroup.subtree_control").write_text(f"+{controller}")
    try:
        (session / "cgroup.subtree_control").write_text(f"+{controller}")
    except OSError as error:
        print("a group with processes hands nothing down:", error.strerror)
    box = groups.group(root)
    print("beside our own group:", box is not None and box._folder.parent == tree, box.version)
    process = subprocess.Popen(["sleep", "60"])
    print("taken in:", box.add(process.pid), box._folder.name in open(f"/proc/{process.pid}/cgroup").read())
    box.bound(Limits(memory_bytes=2 * MIB, disk_bytes=0))
    print("bound:", int((box._folder / bounds[controller]).read_text()) == groups.BASE_BYTES + 2 * MIB)
    process.kill()
    process.wait()
    box.close()
    print("removed:", sorted(path.name for path in tree.iterdir() if path.is_dir()))
    groups.group(root)
    groups.remove_all(os.getsid(0), root)
    print("removed:", sorted(path.name for path in tree.iterdir() if path.is_dir()))
finally:
    (home / "cgroup.procs").write_text(str(os.getpid()))
    for part in (session, tree):
        part.rmdir()
    if not handed:
        (root / "cgroup.subtree_control").write_text(f"-{controller}")
"""


def test_version_2_handed_down_by_a_real_kernel(tmp_path: Path) -> None:
    """A hierarchy mounted for this test; where memory is version 1's, another controller stands for it."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts control groups")
    line = ["unshare", "--mount", "--", sys.executable, "-c", REAL, str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    if done.returncode == 77 or "mount" in done.stderr.partition("\n")[0]:
        pytest.skip("this kernel offers no controller to version 2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "nothing is handed down: True",
        "a group with processes hands nothing down: Device or resource busy",
        "beside our own group: True 2",
        "taken in: True True",
        "bound: True",
        "removed: ['session']",
        "removed: ['session']",
    ]


def test_version_2_counts_what_the_kernel_killed(tmp_path: Path) -> None:
    found = groups.Group(tmp_path, 2)
    (tmp_path / "memory.events").write_text("low 0\noom 1\noom_kill 0\n")
    found.bound(Limits(memory_bytes=1 * MIB, disk_bytes=1 * MIB))
    assert int((tmp_path / "memory.max").read_text()) == groups.BASE_BYTES + 5 * MIB
    assert not found.overran()
    (tmp_path / "memory.events").write_text("low 0\noom 1\noom_kill 2\n")
    assert found.overran()


def test_without_control_groups_there_is_none(tmp_path: Path) -> None:
    assert groups.group(tmp_path) is None
