"""Fetch the wheels that a grader needs, so that students can install it without a network.

pip does the fetching, at the versions of ``constraints.txt``: for the running Python, and for others by name.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from grader.errors import SetupError, UsageError

#: The folder of the wheels in a release.
FOLDER: Final = "wheels"
_TARGET: Final = re.compile(r"3\.(?P<minor>\d{1,2})(-(?P<machine>x86_64|aarch64))?")
#: The platforms of glibc whose wheels run on every Linux of the last years.
_GLIBC: Final = ("manylinux_2_28", "manylinux_2_17", "manylinux2014", "manylinux_2_12", "manylinux_2_5")
_PIP: Final = (sys.executable, "-I", "-m", "pip", "download", "--quiet", "--only-binary", ":all:")


def fetch(
    project: str, constraints: str, others: Sequence[str] = (), running: bool = True
) -> dict[str, bytes]:
    """Return path to content of every wheel that the package needs: for the ``running`` Python, and others.

    ``project`` is the text of pyproject.toml; another Python is one such as ``3.13`` or ``3.13-aarch64``.
    SetupError if pip cannot fetch them.
    """
    targets = [*([()] if running else []), *map(_target, dict.fromkeys(others))]
    needed: list[str] = tomllib.loads(project)["project"]["dependencies"]
    with tempfile.TemporaryDirectory(prefix="forklore-wheels-") as folder:
        pins = Path(folder, "constraints.txt")
        pins.write_text(constraints, "utf-8")
        wheels = Path(folder, FOLDER)
        for target in targets:
            _download([*target, "--constraint", str(pins), "--dest", str(wheels), *needed])
        return {f"{FOLDER}/{path.name}": path.read_bytes() for path in sorted(wheels.iterdir())}


def _target(name: str) -> tuple[str, ...]:
    """Return pip's options for another Python; UsageError if that is not one."""
    found = _TARGET.fullmatch(name)
    if found is None:
        raise UsageError(
            f"{name!r} is not a Python to fetch wheels for.", "Name one such as 3.13, or 3.13-aarch64."
        )
    platforms = [f"--platform={kind}_{found['machine'] or 'x86_64'}" for kind in _GLIBC]
    python = f"--python-version=3.{found['minor']}"
    return (
        python,
        "--implementation=cp",
        f"--abi=cp3{found['minor']}",
        "--abi=abi3",
        "--abi=none",
        *platforms,
    )


def _download(options: Sequence[str]) -> None:
    done = subprocess.run([*_PIP, *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = [line for line in done.stderr.splitlines() if line.startswith("ERROR")][-1:]
        raise SetupError(
            f"The wheels could not be fetched: {last[0].removeprefix('ERROR: ') if last else 'pip failed'}",
            "An offline release needs the network once, while it is made.",
        )
