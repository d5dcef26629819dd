"""What each isolation level keeps a submission from on this machine, and why one is not available."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import msgspec

from grader.box.plan import build_box_package
from grader.errors import ForkloreError
from grader.isolation.levels import plan_of, probed
from grader.isolation.probe import broken
from grader.report import Probe


class IsolationLevel(msgspec.Struct, frozen=True):
    """What an isolation level keeps a submission from here."""

    name: str
    tried: tuple[Probe, ...] = ()
    reason: str = ""
    """Why it is not available on this machine, empty if it is."""
    fix: str = ""

    @property
    def holds(self) -> bool:
        """Whether all was denied that this isolation level promises to deny."""
        return bool(self.tried) and not broken(self.name, list(self.tried))


def examine(name: str) -> IsolationLevel:
    """Try an isolation level out. Takes about a second; leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="forklore-doctor-"))
    try:
        build_box_package(folder)
        return IsolationLevel(name, tuple(probed(plan_of(name, folder / "package"), folder)))
    except ForkloreError as error:
        return IsolationLevel(name, reason=error.sentence, fix=error.fix)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
