"""What the warden must know to start a box, whatever the rung."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import grader

BOOT: Final = "import sys; sys.path.insert(0, {island!r}); from grader.runner.template import main; main()"
ISLAND_FILES: Final = ("__init__.py", "wire.py")


@dataclass(frozen=True)
class BoxPlan:
    """How to start a box and where its folders are.

    Paths in ``work``, ``stage``, ``tmp``, ``shm`` and ``post`` are as seen inside the box.
    """

    rung: str
    argv: tuple[str, ...]
    environment: dict[str, str]
    work: str
    stage: str
    tmp: str
    shm: str
    post: str
    private: bool
    """Whether processes, shared memory and IPC of the box are its own (namespaces)."""
    folder: str = ""
    """A folder on the host that goes with the box, or empty."""
    renew: Callable[[], BoxPlan] | None = None
    """Where a box has a folder of its own on the host: makes the same plan with a new one."""

    def fresh(self) -> BoxPlan:
        """A plan for one more box, sharing no folder with any other."""
        return self.renew() if self.renew is not None else self

    def configuration(self) -> dict[str, object]:
        """What the template is told."""
        folders = [self.work, self.stage, self.tmp] + ([self.shm] if self.private else [])
        return {
            "work": self.work,
            "stage": self.stage,
            "post": self.post,
            "folders": folders,
            "private_ipc": self.private,
        }


def base_python() -> str:
    """The interpreter itself, not a virtual environment's link to it."""
    executable = getattr(sys, "_base_executable", None) or sys.executable
    return str(Path(executable).resolve())


def build_island(folder: Path) -> Path:
    """Copy what the runner needs, and nothing else of forklore, into ``folder``/island."""
    source = Path(grader.__file__).parent
    target = folder / "island" / "grader"
    target.mkdir(parents=True)
    for name in ISLAND_FILES:
        shutil.copyfile(source / name, target / name)
    shutil.copytree(source / "runner", target / "runner", ignore=shutil.ignore_patterns("__pycache__"))
    _compile(target)
    return folder / "island"


def _compile(folder: Path) -> None:
    """Compile ahead, with our own base interpreter's bytecode, so that no box does it again."""
    import compileall
    import py_compile

    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(folder, quiet=2, invalidation_mode=mode)
