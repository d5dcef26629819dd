"""What kind of machine this is: a container, which one, or a Linux inside Windows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from grader.warden import cgroup

DOCKER: Final = Path("/.dockerenv")
PODMAN: Final = Path("/run/.containerenv")
RELEASE: Final = Path("/proc/sys/kernel/osrelease")
#: Variables that only such a machine sets.
VARIABLES: Final = {
    "CODESPACES": "devcontainer",
    "REMOTE_CONTAINERS": "devcontainer",
    "DEVCONTAINER": "devcontainer",
    "JUPYTERHUB_USER": "jupyterhub",
}


def kinds() -> list[str]:
    """What this machine is, in the words of ``grader.messages.machine``; empty for an ordinary one."""
    found = [kind for name, kind in VARIABLES.items() if os.environ.get(name)]
    if found:  # it says more than which container it is in
        pass
    elif PODMAN.exists():
        found.append("rootless" if "rootless=1" in _text(PODMAN) else "podman")
    elif DOCKER.exists():
        found.append("docker")
    release = _text(RELEASE).lower()
    if "microsoft" in release:
        found.append("wsl2" if "wsl2" in release or "standard" in release else "wsl1")
    return list(dict.fromkeys(found))


def bounds_memory() -> int:
    """The version of the control groups in which boxes can be put here; 0 if in none."""
    group = cgroup.group()
    if group is None:
        return 0
    group.close()
    return group.version


def home_is_writable() -> bool:
    """Whether this account may write into its home folder."""
    return os.access(Path("~").expanduser(), os.W_OK)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
