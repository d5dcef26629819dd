"""An ordinary user's account on a machine where root runs the tests: ``.ci/run`` makes it.

As root, ``python tests/accounts.py COMMAND...`` runs a command as that user, with the Python and the packages
of this one. Where these lie in a folder of root's, they alone are made reachable, for that command alone (a
mount namespace of its own).
"""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import sys
from pathlib import Path

NAME = "forklore"
ROOT = Path(__file__).resolve().parents[1]


def missing() -> str:
    """Why nothing can be run as the ordinary user here; empty if it can."""
    if os.geteuid() != 0:
        return "only root can become another user"
    if not any(entry.pw_name == NAME for entry in pwd.getpwall()):
        return f"there is no account {NAME} (useradd --no-create-home {NAME})"
    absent = [name for name in ("unshare", "setpriv", "mount") if shutil.which(name) is None]
    return f"util-linux is not whole: {', '.join(absent)}" if absent else ""


def command(*argv: str) -> list[str]:
    """The command line that runs ``argv`` as the ordinary user. Needs :func:`missing` to be empty."""
    become = ["setpriv", f"--reuid={NAME}", f"--regid={NAME}", "--init-groups", "--inh-caps=-all"]
    lines = ["set -e", *_openings(), f"exec {shlex.join([*become, *argv])}"]
    return ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", "\n".join(lines)]


def _openings() -> list[str]:
    """Shell lines that put the Python in use and this project where the user can reach them."""
    needed = {Path(place).resolve() for place in (sys.prefix, sys.base_prefix, ROOT)}
    needed = {place for place in needed if not needed & set(place.parents)}
    lines = ["aside=$(mktemp -d)"]
    for number, place in enumerate(sorted(needed)):
        walls = [str(folder) for folder in reversed(place.parents) if not folder.stat().st_mode & 0o001]
        if walls:
            there, here = shlex.quote(str(place)), f"$aside/{number}"
            lines[1:1] = [f"mkdir {here}", f"mount --bind {there} {here}"]
            if (over := f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(walls[0])}") not in lines:
                lines.append(over)
            lines += [f"mkdir -p {there}", f"mount --move {here} {there}", f"rmdir {here}"]
    return [*lines, "rmdir $aside"]


if __name__ == "__main__":
    if why := missing():
        sys.exit(why)
    line = command(*sys.argv[1:])
    os.execvp(line[0], line)
