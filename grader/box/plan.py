"""What the warden must know to start a box, whatever the isolation level."""

from __future__ import annotations

import importlib.util
import marshal
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Final

import grader
from grader.box.preload import EVERYTHING, preload

BOOT: Final = (
    "import sys; sys.path.insert(0, {box_package!r}); from grader.runner.template import main; main()"
)
#: Of the interpreter that it starts, and of all that are started from there: as isolated as with ``-I``, but
#: for the environment, which is ours.
FLAGS: Final = ("-P", "-s", "-B")
#: Sets and dicts of strings have the same order in every box, and so in every run of a submission.
HASH_SEED: Final = "1"
#: Beside a link to a Python: that one starts without installed packages and their .pth files.
ALONE: Final = "home = {home}\ninclude-system-site-packages = false\n"
ISLAND_FILES: Final = ("__init__.py", "wire.py")
ISLAND_PACKAGES: Final = ("runner", "scenario")
#: The flags of bytecode whose source nobody reads again.
UNCHECKED_HASH: Final = (1).to_bytes(4, "little")


@dataclass(frozen=True)
class Walls:
    """The files that Landlock leaves to a box."""

    read: tuple[str, ...]
    """May be read and executed, with all below."""
    listed: tuple[str, ...]
    """Of these the names may be read."""
    write: tuple[str, ...]
    """May be changed in every way, with all below."""


@dataclass(frozen=True)
class BoxPlan:
    """How to start a box and where its folders are.

    Paths in ``work``, ``stage``, ``tmp``, ``shm`` and ``post`` are as seen inside the box.
    """

    isolation: str
    argv: tuple[str, ...]
    environment: dict[str, str]
    work: str
    stage: str
    tmp: str
    shm: str
    post: str
    private: bool
    """Whether processes, shared memory and IPC of the box are its own (namespaces)."""
    home: str = ""
    """The folder, private to the box, that holds the post and the stage; or empty."""
    folder: str = ""
    """A folder on the host that goes with the box, or empty."""
    renew: Callable[[], BoxPlan] | None = None
    """Where a box has a folder of its own on the host: makes the same plan with a new one."""

    preload: tuple[str, ...] = EVERYTHING
    """Modules that the box imports before its first request."""
    walls: Walls | None = None
    """What Landlock leaves to the box, at levels without namespaces; None on the others."""
    uid: int = 0
    """The user that the box runs as, if another one than ours; else 0."""
    read_all: bool = False
    """Whether that user may read whatever the mode: the Python or the box lies in a folder of root's."""

    @property
    def closed(self) -> bool:
        """Whether nobody outside reaches the box's sockets, locks and IPC."""
        return self.private or self.walls is not None

    def fresh(self) -> BoxPlan:
        """A plan for one more box, sharing no folder with any other."""
        return replace(self.renew(), preload=self.preload) if self.renew is not None else self

    def warmed(self, texts: Iterable[str]) -> BoxPlan:
        """The same plan for a box that will run ``texts``: it imports ahead what they need."""
        return replace(self, preload=preload(texts))

    def launch_environment(self) -> dict[str, str]:
        """The environment in which the launcher is started."""
        ours = {"PYTHONHASHSEED": HASH_SEED, "FORKLORE_PRELOAD": " ".join(self.preload)}
        return {**self.environment, **ours}

    def folders(self) -> dict[str, list[str]]:
        """Where a submission can write, and what has to be there between two requests."""
        found: dict[str, list[str]] = {self.work: [], self.stage: [], self.tmp: []}
        if self.private:
            found[self.shm] = []
        if self.home:
            found[self.home] = sorted(Path(path).name for path in (self.post, self.stage))
        return found

    def used(self, work: str = "") -> tuple[str, ...]:
        """Folders of the box itself that a request writes to; ``work`` is its own within the work folder."""
        return (self.work + work, self.tmp) + ((self.shm,) if self.private else ())

    def own_folders(self) -> tuple[str, ...]:
        """Beginnings of the paths of files that nobody outside uses; none where the box is open."""
        if not self.closed:
            return ()
        folders = (self.folder,) if self.folder else self.folders()
        return (*(f"{path}/" for path in folders), f"{self.shm}/", "/memfd:")

    def configuration(self) -> dict[str, object]:
        """What the template is told."""
        return {
            "work": self.work,
            "stage": self.stage,
            "post": self.post,
            "folders": self.folders(),
            "private_ipc": self.private,
            "walls": asdict(self.walls) if self.walls is not None else None,
        }


def base_python() -> str:
    """The interpreter itself, not a virtual environment's link to it."""
    executable = getattr(sys, "_base_executable", None) or sys.executable
    return str(Path(executable).resolve())


def lone_python(box_package: Path) -> str:
    """The same interpreter without what is installed in it."""
    return str(box_package / "python" / "bin" / Path(base_python()).name)


def build_box_package(folder: Path) -> Path:
    """Copy what runs in a box, and nothing else of forklore, into ``folder``/package."""
    source = Path(grader.__file__).parent
    target = folder / "package" / "grader"
    modules = [source / name for name in ISLAND_FILES]
    modules += [module for name in ISLAND_PACKAGES for module in (source / name).rglob("*.py")]
    for module in modules:
        copy = target / module.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(module.read_bytes())
        _compile(module, copy)
    _make_lone_python(folder / "package")
    return folder / "package"


def _make_lone_python(box_package: Path) -> None:
    link, real = Path(lone_python(box_package)), Path(base_python())
    link.parent.mkdir(parents=True)
    link.symlink_to(real)
    (link.parent.parent / "pyvenv.cfg").write_text(ALONE.format(home=real.parent), "utf-8")


def _compile(module: Path, copy: Path) -> None:
    """Put a module's bytecode beside its copy, from our own cache if it is there: no box does it again."""
    code = SourceFileLoader(module.stem, str(module)).get_code(module.stem)
    digest = importlib.util.source_hash(copy.read_bytes())
    compiled = Path(importlib.util.cache_from_source(str(copy), optimization=""))
    compiled.parent.mkdir(exist_ok=True)
    compiled.write_bytes(importlib.util.MAGIC_NUMBER + UNCHECKED_HASH + digest + marshal.dumps(code))
