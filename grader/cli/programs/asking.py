"""``forklore why PID``: what a program that hangs already waits for."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from grader.cli import faults


def run(pid: int, attach: bool, json: str | None) -> int:
    """Look at the program, and say what is seen."""
    faults.require_linux()
    from grader.programs.hanging import privileges, snapshot, why_report

    privileges.require(pid)
    told = why_report.report(snapshot.take(pid), attach)
    if json is not None:
        Path(json).write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n")
    faults.emit(why_report.text(told, min(100, shutil.get_terminal_size().columns)))
    return 0
