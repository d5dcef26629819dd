"""Synthetic exports: a tree of files written from a table, archives in it included.

A tree is a dictionary from names to content: text or bytes (a file), a dictionary (a folder, or an archive
if the name ends like one), None (an empty folder), or one of the odd things below.
"""

from __future__ import annotations

import io
import json
import os
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ProcessTree = Mapping[str, Any]
#: Two points with the fake judge, one point, and none.
RIGHT, HALF, WRONG = "x = 1\n", "# first\n", "# wrong\n"


class Link:
    """A symbolic link."""

    def __init__(self, target: str) -> None:
        self.target = target


class Pipe:
    """A named pipe."""


class Several:
    """Members of one name in one archive."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts


class Encrypted:
    """A member that needs a password."""


def notebook(**answers: str) -> str:
    """A notebook with a marked cell for each answer."""
    cells = [
        {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": slug}}, "outputs": []}
        for slug, source in answers.items()
    ]
    return json.dumps({"cells": cells, "nbformat": 4, "metadata": {}})


def build(folder: Path, tree: ProcessTree) -> Path:
    """Write the tree."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir()
        elif isinstance(content, Link):
            path.symlink_to(content.target)
        elif isinstance(content, Pipe):
            os.mkfifo(path)
        elif isinstance(content, Mapping) and not is_archive(name):
            build(path, content)
        else:
            path.write_bytes(as_bytes(name, content))
    return folder


def is_archive(name: str) -> bool:
    return name.endswith((".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz"))


def as_bytes(name: str, content: Any) -> bytes:
    """The content of a file."""
    if isinstance(content, Mapping):
        return zipped(content) if name.endswith(".zip") else tarred(name, content)
    return content if isinstance(content, bytes) else str(content).encode()


def flat(tree: ProcessTree, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every file in a tree, with its path."""
    for name, content in tree.items():
        path = f"{above}{name}"
        if isinstance(content, Mapping) and not is_archive(name):
            yield from flat(content, f"{path}/")
        elif content is None:
            yield f"{path}/", b""
        else:
            yield path, content


def zipped(tree: ProcessTree) -> bytes:
    buffer = io.BytesIO()
    locked = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for path, content in flat(tree):
            if isinstance(content, Link):
                info = zipfile.ZipInfo(path)
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
                file.writestr(info, content.target)
            elif isinstance(content, Several):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of one name twice
                    for text in content.texts:
                        file.writestr(path, text)
            elif isinstance(content, Encrypted):
                locked.append(path)
                file.writestr(path, b"secret")
            else:
                file.writestr(path, as_bytes(path, content))
    data = bytearray(buffer.getvalue())
    if locked:  # the flag of every member: which one it is does not matter in these trees
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = data.find(mark)
            while at >= 0:
                data[at + offset] |= 1
                at = data.find(mark, at + 4)
    return bytes(data)


def tarred(name: str, tree: ProcessTree) -> bytes:
    buffer = io.BytesIO()
    mode = {"gz": "w:gz", "tgz": "w:gz", "bz2": "w:bz2", "xz": "w:xz"}.get(name.rpartition(".")[2], "w")
    with tarfile.open(fileobj=buffer, mode=mode) as file:  # type: ignore[call-overload]
        for path, content in flat(tree):
            info = tarfile.TarInfo(path)
            if isinstance(content, Link):
                info.type, info.linkname = tarfile.SYMTYPE, content.target
                file.addfile(info)
                continue
            for text in content.texts if isinstance(content, Several) else [content]:
                data = as_bytes(path, text)
                info.size = len(data)
                file.addfile(info, io.BytesIO(data))
    return buffer.getvalue()
