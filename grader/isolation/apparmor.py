"""AppArmor's rule that only programs with a profile may make user namespaces: Ubuntu 24.04 and later.

Theory of operation
-------------------
The AppArmor project has a profile for bubblewrap, which takes all capabilities from what bubblewrap starts.
Ubuntu brings it: in 24.04 among the extra profiles, later switched on. Where it is not to be had, a profile
of our own lets bubblewrap make user namespaces, and bounds nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader import atomic_file
from grader.errors import SetupError
from grader.messages import machine

#: Reads 1 where the rule is in force.
SETTING: Final = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
#: Other settings that forbid user namespaces where they read 0.
SETTINGS: Final = (
    Path("/proc/sys/kernel/unprivileged_userns_clone"),
    Path("/proc/sys/user/max_user_namespaces"),
)
PROFILES: Final = Path("/etc/apparmor.d")
SHIPPED: Final = Path("/usr/share/apparmor/extra-profiles/bwrap-userns-restrict")


@dataclass(frozen=True)
class Profile:
    """A file for AppArmor that lets bubblewrap start."""

    path: Path
    text: str
    shipped: bool
    """Whether the system's own packages have brought it."""


def restricts() -> bool:
    """Whether only programs with a profile may make user namespaces here."""
    return _reads(SETTING, "1")


def forbidding() -> str:
    """The kernel's setting that forbids user namespaces here, as sysctl calls it; empty if none does."""
    found = [SETTING] if restricts() else [path for path in SETTINGS if _reads(path, "0")]
    return ".".join(found[0].parts[-2:]) if found else ""


def profile() -> Profile:
    """The profile that would let bubblewrap start here."""
    if SHIPPED.is_file():
        return Profile(PROFILES / SHIPPED.name, SHIPPED.read_text("utf-8"), True)
    program = shutil.which("bwrap") or "/usr/bin/bwrap"
    return Profile(PROFILES / "forklore-bwrap", machine.PROFILE.format(program=program), False)


def write(found: Profile) -> None:
    """Write the profile and have AppArmor load it. Raises SetupError where that is not possible."""
    if os.geteuid() != 0:
        raise SetupError(*machine.not_root(str(found.path)))
    atomic_file.write(found.text, found.path)
    parser = shutil.which("apparmor_parser")
    if parser is None:
        raise SetupError(*machine.not_loaded(str(found.path), ""))
    done = subprocess.run([parser, "-r", str(found.path)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetupError(*machine.not_loaded(str(found.path), done.stderr.strip()[:200]))


def _reads(path: Path, text: str) -> bool:
    try:
        return path.read_text("utf-8").strip() == text
    except OSError:
        return False
