"""A folder of submissions into which a class hands in: what has arrived whole.

Theory of operation
-------------------
Each entry of the folder has a picture: path, size, modification time and inode of every file in it. The
class is read between two pictures. An entry that differs in them, or in which somebody writes a file, is
not settled: nothing of it counts yet. The kernel knows whether somebody writes: it grants no read lease on
a file that is open for writing. Where it does not tell (another owner, a network's file system), a file is
settled when its picture has stood for :data:`QUIET` seconds.

Watchfiles says when to look; what is new is told by the pictures alone. So no lost, early or doubled event
decides anything, and a folder without events is looked through every :data:`WHOLE` seconds.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Final, TypeVar

import watchfiles

from grader.intake import walk

Seen = TypeVar("Seen")
#: What can be seen of a file without reading it: size, modification time, inode.
Signature = tuple[int, int, int]
#: Every file of an entry.
Picture = dict[str, Signature]

#: Seconds for which a file stays as it is before it counts, where the kernel does not tell who writes.
QUIET: Final = 2.0
#: Seconds between two looks at a folder of which no event is heard.
WHOLE: Final = 10.0
_TICK: Final = 200
_F_SETSIG: Final = 10


class Arrivals:
    """What arrives in a folder. A context manager: from its begin on nothing is missed."""

    def __init__(self, folder: Path, without: Path, quiet: float = QUIET) -> None:
        self._folder, self._without, self._quiet = folder, without.resolve(), quiet
        self._taken: dict[str, Picture] = {}
        self._since: dict[str, tuple[Signature, float]] = {}
        self._events = self._listen(polling=None)
        self.held: set[Path] = set()
        """Entries that were not settled when the class was last read."""

    def __enter__(self) -> Arrivals:
        try:
            next(self._events)  # comes after one tick at most, and then the watch has begun
        except (OSError, RuntimeError):  # no watches left, or a file system that has none
            self._events = self._listen(polling=True)
            next(self._events)
        return self

    def __exit__(self, *_: object) -> None:
        self._events.close()

    def _listen(self, polling: bool | None) -> Generator[set[tuple[watchfiles.Change, str]], None, None]:
        return watchfiles.watch(
            self._folder,
            watch_filter=None,
            debounce=400,
            step=30,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            force_polling=polling,
        )

    def read(self, look: Callable[[], Seen]) -> Seen:
        """Return what ``look`` sees of the folder; :attr:`held` says which entries were not settled."""
        before, unsettled = self._photograph()
        try:
            return look()
        finally:
            after, still = self._photograph()
            moved = {name for name in before.keys() | after if before.get(name) != after.get(name)}
            held = moved | unsettled | still
            self._taken = {name: picture for name, picture in after.items() if name not in held}
            self.held = {self._folder / name for name in held}

    def wait(self) -> None:
        """Wait until something has arrived, changed or gone, and is settled."""
        looked = time.monotonic()
        for changes in self._events:
            now = time.monotonic()
            if not (changes or self.held or now - looked >= WHOLE):
                continue
            looked = now
            pictures, unsettled = self._photograph()
            settled = {name: picture for name, picture in pictures.items() if name not in unsettled}
            gone = self._taken.keys() - pictures
            if gone or any(self._taken.get(name) != picture for name, picture in settled.items()):
                return

    def _photograph(self) -> tuple[dict[str, Picture], set[str]]:
        """Return the picture of every entry, and the names of those that are not settled."""
        pictures: dict[str, Picture] = {}
        unsettled = set()
        for entry in _entries(self._folder):
            if entry.resolve() == self._without:
                continue
            pictures[entry.name] = dict(_files(entry))
            known = self._taken.get(entry.name, {})
            new = [(name, seen) for name, seen in pictures[entry.name].items() if known.get(name) != seen]
            for name, seen in new:
                if not self._is_settled(name, seen):
                    unsettled.add(entry.name)
        return pictures, unsettled

    def _is_settled(self, path: str, seen: Signature) -> bool:
        """Whether nobody is writing this file, as far as can be known."""
        writes = _is_written(path)
        if writes is not None:
            return not writes
        before, since = self._since.get(path, (None, 0.0))
        if before != seen:
            since = time.monotonic()
            self._since[path] = (seen, since)
        return time.monotonic() - since >= self._quiet


def _entries(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError:  # it is told when the class is read
        return []
    return [one for one in found if not walk.is_junk(one.name, one.is_dir())]


def _files(entry: Path) -> Iterator[tuple[str, Signature]]:
    """Yield every file of an entry, and what can be seen of it. Links are not followed."""
    paths = [str(entry)]
    if entry.is_dir() and not entry.is_symlink():
        paths = []
        for here, folders, names in os.walk(entry):
            folders[:] = [name for name in folders if not walk.is_junk(name, True)]
            paths += [f"{here}/{name}" for name in (*names, *folders)]
    for path in paths:
        try:
            seen = os.lstat(path)
        except OSError:
            continue
        if stat.S_ISDIR(seen.st_mode):  # it matters that it is there
            yield path, (0, 0, seen.st_ino)
        else:
            yield path, (seen.st_size, seen.st_mtime_ns, seen.st_ino)


def _is_written(path: str) -> bool | None:
    """Whether a file is open for writing; None if the kernel does not tell."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.fcntl(file, _F_SETSIG, signal.SIGURG)  # tells of who wants to write now: it is ignored
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        return False
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    finally:
        os.close(file)  # and with it the lease
