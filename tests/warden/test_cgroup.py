"""Memory is bounded by the kernel where it lets us, and nothing of that stays."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import accounts
import other_kernel
import pytest
from boxes import Box, value

from grader.evidence import End
from grader.limits import MIB, Limits
from grader.warden import cgroup as groups

HOG = """
import os, time

def children(count, size):
    pids = []
    for _ in range(count):
        pid = os.fork()
        if pid == 0:
            held = bytearray(size)
            held[::4096] = b"x" * len(held[::4096])
            time.sleep(60)
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
    found = box.call(HOG, "children", 6, 40 * MIB, memory_bytes=80 * MIB)
    assert (found.end, found.limit) == (End.LIMIT, "memory_bytes")


def test_a_tree_of_too_many_is_over_its_limit(box: Box) -> None:
    crowd = "import os, time\ndef f():\n    while os.fork():\n        pass\n    time.sleep(60)"
    found = box.call(crowd, processes=10)
    assert (found.end, found.limit) == (End.LIMIT, "processes")


def test_a_box_lies_in_a_group_that_has_the_bound_of_its_request(box: Box, bounded: groups.Group) -> None:
    assert value(box.call("def f():\n    return 1", memory_bytes=80 * MIB, disk_bytes=MIB)) == 1
    (folder,) = bounded._folder.parent.glob(f"{groups.NAME}*-{box.warden.pid}-*")
    assert (folder / "cgroup.procs").read_text().split()
    bound = int((folder / groups.BOUNDS[bounded.version]).read_text())
    assert bound == 80 * MIB + groups.FOLDERS * MIB + groups.BASE_BYTES


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


#: As root, in a mount namespace of its own: hands a group down to an account, and runs a command in it. There
#: it is the root of all control groups. Exit code 77, and why, where no such group is to be had.
HAND_DOWN = """
account=$1 groups=/sys/fs/cgroup; shift
test -e $groups/cgroup.controllers || mount -t cgroup2 none $groups || exit 77
for controller in memory pids; do
    if ! grep -qw $controller $groups/cgroup.controllers; then
        awk -v name=$controller '$1 == name { found = " (" $3 " groups of version 1 have it)" }
            END { print "version 2 has no " name " here" found }' /proc/cgroups
        exit 77
    fi
done
set -e
echo +memory +pids >$groups/cgroup.subtree_control
tree=$groups/forklore_test_$$ code=0
mkdir $tree
chown $account $tree $tree/cgroup.procs $tree/cgroup.subtree_control
sh -c 'echo $$ >$0/cgroup.procs; exec unshare --cgroup --mount -- "$@"' $tree \\
    sh -c 'umount $0 && mount -t cgroup2 none $0 && exec "$@"' $groups "$@" || code=$?
rmdir $tree/*/ $tree
exit $code
"""
#: As the account: begins a group for itself, as a session has it, and hands the controllers on.
TAKE = """
set -e
unset PYTEST_DEBUG_TEMPROOT PYTEST_ADDOPTS PYTEST_XDIST_WORKER FORKLORE_CI
export HOME=/tmp PYTHONDONTWRITEBYTECODE=1
cd /sys/fs/cgroup
cat /proc/self/cgroup
mkdir session
echo $$ >session/cgroup.procs
echo +memory +pids >cgroup.subtree_control
cd "$OLDPWD"
exec "$@"
"""
#: What has to hold in a delegated group: memory is bounded, and processes are.
BOUNDED = tuple(
    f"tests/warden/test_cgroup.py::{name}"
    for name in (
        "test_the_kernel_ends_what_takes_more_than_its_group_may",
        "test_the_groups_of_a_session_are_removed",
        "test_a_tree_that_takes_too_much_is_over_its_limit[namespaces]",
        "test_a_box_lies_in_a_group_that_has_the_bound_of_its_request[namespaces]",
        "test_a_tree_of_too_many_is_over_its_limit[namespaces]",
    )
)


@pytest.mark.timeout(1200)  # another kernel runs several times as slowly
def test_what_is_handed_down_to_an_ordinary_account(tmp_path: Path) -> None:
    """On this kernel if its version 2 has the controllers; else on another one, started for it."""
    if why := accounts.missing():
        pytest.skip(why)
    suite = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "-p", "no:forklore", *BOUNDED]
    own = accounts.command("sh", "-c", TAKE, "sh", *suite)
    line = ["sh", "-c", HAND_DOWN, "sh", accounts.NAME, *own]
    apart = ["unshare", "--mount", "--", *line]
    here = subprocess.run(apart, capture_output=True, text=True, cwd=accounts.ROOT)
    code, told = here.returncode, here.stdout
    if code == 77:
        if why := other_kernel.missing():
            pytest.skip(f"{told.strip() or here.stderr.strip()}, and {why}")
        code, told = other_kernel.run(line, tmp_path, accounts.ROOT, seconds=1000)
    assert code == 0, told + here.stderr
    assert "0::/\n" in told  # the root of all groups, as far as the account can see
    assert set(re.findall(r"^PASSED (\S+)", told, re.M)) == set(BOUNDED), told


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
