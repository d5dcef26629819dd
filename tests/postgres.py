"""A PostgreSQL server for one run of the tests: on a Unix socket in a folder, ended and removed after."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

#: Who runs the server if the tests run as root, which it refuses.
USERS = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


def _owner() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("there is no user to run PostgreSQL")


@contextlib.contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Start a server with an empty database; yields its address for SQLAlchemy."""
    folder = Path(tempfile.mkdtemp(prefix="forklore-pg-", dir="/tmp"))
    owner = _owner()
    ids = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(*line: str) -> None:
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=60, **ids)
        assert done.returncode == 0, done.stdout + done.stderr

    data = folder / "data"
    try:
        run(str(binaries / "initdb"), "-D", str(data), "-U", "grader", "-A", "trust", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(
            str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"
        )
        try:
            run(str(binaries / "createdb"), "-h", str(folder), "-U", "grader", "book")
            yield f"postgresql://grader@/book?host={folder}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
