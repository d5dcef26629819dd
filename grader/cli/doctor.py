"""``grade doctor``: what this machine enforces, how to mend what it does not, and whether it is enough."""

from __future__ import annotations

import os
import platform
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from grader.cli import faults

if TYPE_CHECKING:
    from grader.cli.machine.documents import Conclusion
    from grader.isolation.survey import IsolationLevel

#: What ``grade batch`` requires unless told otherwise.
BATCH = "landlock"


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
    reader = "py-spy" if py_spy() else "faulthandler, in forked processes only (py-spy is not installed)"
    faults.emit(f"Lines at which a program waits come from {reader}.\n")
    names = list(LEVELS) if require is None else [require]
    found = [survey.examine(name) for name in names]
    for level in found:
        faults.emit("\n" + _told(level))
    if require is None:
        lines = (textwrap.fill(line, 80, break_on_hyphens=False) for line in concluded(found).sentences)
        faults.emit("\n" + "\n".join(lines) + "\n")
    missing = [level for level in found if level.name == require and not level.holds]
    return faults.FAULT if missing else 0


def concluded(found: Sequence[IsolationLevel]) -> Conclusion:
    """Say what ``grade`` and ``grade batch`` would use here, and what to know about this machine."""
    from grader.cli.machine.documents import Conclusion
    from grader.isolation import surroundings
    from grader.messages import machine

    names = [level.name for level in found]
    grade = next((level.name for level in found if level.holds), "")
    batch = grade if grade in names[: names.index(BATCH) + 1] else ""
    lines = [machine.uses(grade, batch, os.geteuid() == 0)]
    first = found[0] if found[0].reason else found[-1]
    if grade != found[0].name and first.reason:
        why = f"{first.reason} {first.fix}".strip()
        lines.append(machine.better(first.name, why) if grade else why)
    if grade:
        lines.append(machine.memory(surroundings.bounds_memory()))
    if not surroundings.home_is_writable():
        lines.append(machine.READ_ONLY_HOME)
    if grade != found[0].name:
        lines += [machine.KINDS[kind] for kind in surroundings.kinds()]
    return Conclusion(grade=grade, batch=batch, good_enough=bool(batch), sentences=lines)


def fix(yes: bool) -> int:
    """Show what would let bubblewrap start, and write it if that is agreed to."""
    faults.require_linux()
    from grader.isolation import apparmor
    from grader.messages import machine

    setting = apparmor.forbidding()
    if not apparmor.restricts():
        faults.emit((machine.setting(setting) if setting else machine.NOTHING_TO_MEND) + "\n")
        return 0
    found = apparmor.profile()
    faults.emit(machine.profile(str(found.path), found.text, found.shipped, setting))
    if not yes and not click.confirm(machine.ASK):
        return 0
    apparmor.write(found)
    faults.emit(machine.WRITTEN + "\n")
    return 0


def _told(level: IsolationLevel) -> str:
    if level.reason:
        fix = f"  {level.fix}\n" if level.fix else ""
        return f"isolation level {level.name}: not available here\n  {level.reason}\n{fix}"
    wide = max(len(tried.tried) for tried in level.tried)
    lines = [f"isolation level {level.name}: a submission tried to"]
    lines += [f"  {t.tried.ljust(wide)}  {'denied' if t.denied else 'possible'}" for t in level.tried]
    return "\n".join(lines) + "\n"
