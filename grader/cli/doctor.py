"""``grade doctor``: what this machine enforces, and how to mend what it does not."""

from __future__ import annotations

import os
import platform

from grader.cli import faults


def run(require: str | None) -> int:
    """Print what was found; the exit code is 3 if the isolation level that is required is not in force."""
    faults.require_linux()
    from grader.isolation import survey
    from grader.isolation.levels import LEVELS
    from grader.warden.deadlock.stacks import py_spy

    cpus = len(os.sched_getaffinity(0))
    faults.emit(
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {cpus} CPUs.\n"
    )
    lines = "py-spy" if py_spy() else "faulthandler, in forked processes only (py-spy is not installed)"
    faults.emit(f"Lines at which a program waits come from {lines}.\n")
    names = list(LEVELS) if require is None else [require]
    found = [survey.examine(name) for name in names]
    for level in found:
        faults.emit("\n" + _told(level))
    missing = [level for level in found if level.name == require and not level.holds]
    return faults.FAULT if missing else 0


def _told(level: object) -> str:
    from grader.isolation import survey

    assert isinstance(level, survey.IsolationLevel)
    if level.reason:
        fix = f"  {level.fix}\n" if level.fix else ""
        return f"isolation level {level.name}: not available here\n  {level.reason}\n{fix}"
    wide = max(len(tried.tried) for tried in level.tried)
    lines = [f"isolation level {level.name}: a submission tried to"]
    lines += [f"  {t.tried.ljust(wide)}  {'denied' if t.denied else 'possible'}" for t in level.tried]
    return "\n".join(lines) + "\n"
