"""What /proc says of a process."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from grader.warden.trace import procfs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into processes through /proc")


def test_files_of_other_processes_are_opened_in_one_place() -> None:
    """But for the scheduler's, which keeps the memory of each process open."""
    warden = Path(procfs.__file__).parents[1]
    opened = re.compile(r"open\(f\"/proc/\{")
    assert {path.name for path in warden.rglob("*.py") if opened.search(path.read_text())} == {"procfs.py"}
