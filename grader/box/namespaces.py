"""Isolation level ``namespaces``: bubblewrap with user, pid, mount, net, ipc and uts namespaces of its own.

Theory of operation
-------------------
bubblewrap runs without privileges and starts the template as process 1 of new namespaces: a
read-only system (``/usr`` and the Python in use, without anything installed into it), a private
``/proc`` (read-only: it has settings of the whole machine, and of every process of the account),
a private ``/dev``, and size-capped tmpfs for ``/work``, ``/tmp``, ``/dev/shm`` and ``/run``.
The repository, the suites, the user's home and the host's processes, network and IPC are not
there. All capabilities are dropped. A hostile submission can still use every system call that an
unprivileged process has and the box's filter
(``grader.runner.confine.seccomp``) leaves, and can burn what its limits allow.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from grader.box import system
from grader.box.plan import BOOT, FLAGS, BoxPlan, base_python
from grader.errors import SetupError
from grader.limits import MIB
from grader.messages import machine

BOX_PACKAGE: Final = "/forklore"
#: Processes between us and a command that runs in a box: bubblewrap, and the first process of the box.
LAUNCHERS: Final = 2
SCRATCH_SIZE: Final = 64 * MIB


def plan(box_package: Path, bwrap: str | None = None) -> BoxPlan:
    """The plan of a bubblewrap box. Raises SetupError if there is no bubblewrap."""
    bwrap = bwrap or shutil.which("bwrap")
    if bwrap is None:
        raise SetupError(*machine.NO_BUBBLEWRAP)
    argv = [bwrap, *_isolation(), *_system(), *_scratch(), "--ro-bind", str(box_package), BOX_PACKAGE]
    argv += ["--remount-ro", "/", "--chdir", "/work"]
    argv += ["--", base_python(), *FLAGS, "-c", BOOT.format(box_package=BOX_PACKAGE)]
    box = BoxPlan(
        isolation="namespaces",
        argv=tuple(argv),
        environment={},
        work="/work",
        stage="/run/stage",
        tmp="/tmp",
        shm="/dev/shm",
        post="/run/post",
        private=True,
        home="/run",
    )
    box.environment.update(
        PATH="/usr/bin:/bin",
        HOME="/work",
        LANG="C.UTF-8",
        PYTHONPATH=BOX_PACKAGE,
        TMPDIR="/tmp",
        FORKLORE_BOX=json.dumps(box.configuration()),
    )
    return box


def around(argv: Sequence[str], folder: str, environment: Mapping[str, str], seccomp: int) -> list[str]:
    """Return the command that runs any command in such a box. Raises SetupError if there is no bubblewrap.

    It may read ``folder`` and starts there. ``seccomp`` is a descriptor of the filter of the box. bubblewrap
    forks the first process of the box, and that one forks the command: :data:`LAUNCHERS`.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SetupError(*machine.NO_BUBBLEWRAP)
    isolation = [flag for flag in _isolation() if flag != "--as-pid-1"]
    own = {"PATH": "/usr/bin:/bin", "HOME": "/work", "TMPDIR": "/tmp", "LANG": "C.UTF-8", **environment}
    variables = [word for name, value in own.items() for word in ("--setenv", name, value)]
    found = [bwrap, *isolation, *_system(), *_scratch(), "--ro-bind", folder, folder, "--remount-ro", "/"]
    found += ["--clearenv", *variables, "--seccomp", str(seccomp), "--chdir", folder]
    return [*found, "--", *argv]


def _isolation() -> list[str]:
    flags = ["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    flags += ["--unshare-cgroup-try", "--die-with-parent", "--as-pid-1", "--cap-drop", "ALL"]
    return [*flags, "--hostname", "box"]


def _system() -> list[str]:
    """The operating system and the Python in use, read-only, without installed packages."""
    binds = ["--ro-bind", "/usr", "/usr"]
    for name in system.SYSTEM_FOLDERS:
        path = Path(name)
        if path.is_symlink():
            binds += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            binds += ["--ro-bind", name, name]
    for name in system.SYSTEM_FILES:
        binds += ["--ro-bind-try", name, name]
    prefixes = system.python_prefixes()
    for prefix in prefixes:
        binds += ["--ro-bind", str(prefix), str(prefix)]
    for hidden in system.hidden([Path("/usr"), Path("/usr/local"), *prefixes]):
        binds += ["--tmpfs", str(hidden), "--remount-ro", str(hidden)]
    return binds


def _scratch() -> list[str]:
    argv = ["--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev"]
    for folder in ("/dev/shm", "/tmp", "/work"):
        argv += ["--size", str(SCRATCH_SIZE), "--tmpfs", folder]
    argv += ["--size", str(8 * MIB), "--tmpfs", "/run", "--dir", "/run/stage", "--remount-ro", "/dev"]
    return argv
