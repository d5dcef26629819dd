"""Programs run scheduled at every isolation level, also where an ordinary user grades.

What root has on the levels of ``box`` is in test_scheduled_programs; here are the others. All programs:
``python tests/accounts.py python benchmarks/right_programs.py 204``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import accounts
import pytest
from boxes import LEVELS_HERE, unavailable

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "right_programs.py"
#: One for each way to meet; their number and that of the levels have no common divisor.
NAMES = ("any_child", "files", "fifos_both_ways", "flock_in_turn", "groups", "interval_timer", "long_writes")
NAMES += ("manager", "queue_two", "shared_memory", "sockets", "stopped", "subprocesses")
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")


def runs(count: int, *more: str) -> list[str]:
    """The command line of so many runs."""
    return [sys.executable, "-P", str(SCRIPT), str(count), *NAMES, *more]


def told_by(line: list[str]) -> str:
    """What the script says of its runs."""
    done = subprocess.run(
        line,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(accounts.ROOT)},
    )
    return done.stdout + done.stderr


def test_an_ordinary_user_schedules_on_every_level() -> None:
    if why := accounts.missing():
        unavailable(f"Nothing can be run as an ordinary user: {why}.")
    told = told_by(accounts.command("env", "-u", "TMPDIR", "HOME=/tmp", *runs(3 * len(NAMES))))
    assert "on namespaces, landlock, none" in told, told
    assert "\n0 false alarms" in told, told


@pytest.mark.skipif("landlock" not in LEVELS_HERE, reason="there is no such level here")
def test_root_schedules_behind_landlock_alone() -> None:
    told = told_by(runs(len(NAMES), "--isolation", "landlock"))
    assert "\n0 false alarms" in told, told
