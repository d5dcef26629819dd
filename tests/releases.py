"""Releases as tests make them, and programs run without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.bank import Bank
from grader.classroom import assignment
from grader.release import build

ROOT = Path(__file__).resolve().parents[1]


def made(
    bank: Bank,
    slugs: Sequence[str] = (),
    hidden: bool = False,
    wheels: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The files of a release of these exercises, of all without a name."""
    return build.contents(bank, assignment.make("week1", slugs or bank.slugs), hidden, wheels)


def cut_off(line: Sequence[str | Path], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program that can reach no network, nor any package index of this machine's."""
    unshare = shutil.which("unshare")
    alone = [unshare, *(() if os.geteuid() == 0 else ("-r",)), "-n"] if unshare else []
    if alone and subprocess.run([*alone, "true"], capture_output=True).returncode != 0:
        alone = []
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON", "GITHUB_"))}
    nowhere = {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    return subprocess.run(
        [*alone, *map(str, line)],
        cwd=folder,
        env=kept | nowhere | environment,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
