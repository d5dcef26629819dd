"""A large class costs no more for each submission than a small one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "class_of.py"


@pytest.mark.timeout(120)
def test_the_work_for_each_submission_does_not_grow_with_the_class() -> None:
    line = [sys.executable, str(BENCHMARK), "--calls", "20", "200"]
    told = subprocess.run(line, capture_output=True, text=True, timeout=100, check=True).stdout
    small, large = (int(calls) for calls in re.findall(r": (\d+) calls each", told))
    assert 0 < large < 1.05 * small, told
