"""What of this machine a box may read: the system and the Python in use, but not what is installed in it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import grader
from grader.box.plan import base_python
from grader.course import located
from grader.course.manifest import parts

SYSTEM_FOLDERS: Final = ("/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin")
SYSTEM_FILES: Final = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/alternatives",
)
PACKAGE_FOLDERS: Final = (
    "lib/python*/site-packages",
    "lib/python*/dist-packages",
    "lib64/python*/site-packages",
)


def python_prefixes() -> list[Path]:
    """Where the Python in use lies, as far as that is not below /usr."""
    prefixes = {Path(sys.base_prefix).resolve(), Path(sys.base_exec_prefix).resolve()}
    prefixes.add(Path(base_python()).parent.parent)
    return sorted(prefix for prefix in prefixes if not prefix.is_relative_to("/usr"))


def hidden(prefixes: Iterable[Path]) -> list[Path]:
    """Folders below these that must not be seen: installed packages, forklore itself, and courses."""
    prefixes = list(prefixes)
    found = {path for prefix in prefixes for pattern in PACKAGE_FOLDERS for path in prefix.glob(pattern)}
    found.add(Path(grader.__file__).resolve().parent)
    found |= {folder for course in located.folders() for folder in (course, *parts(course))}
    below = {path for path in found if any(path.is_relative_to(prefix) for prefix in prefixes)}
    below = {path for path in below if path.is_dir() and not path.is_symlink()}
    return sorted(p for p in below if not any(p != q and p.is_relative_to(q) for q in below))


def without(folder: Path, absent: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """``folder`` without those ``absent``, as whole folders and files; and the folders divided for it."""
    inside = [path for path in absent if path.is_relative_to(folder)]
    if folder in inside:
        return [], []
    if not inside:
        return [folder], []
    whole: list[Path] = []
    divided = [folder]
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink():
            continue
        below = without(entry, inside) if entry.is_dir() else ([entry], [])
        whole += below[0]
        divided += below[1]
    return whole, divided
