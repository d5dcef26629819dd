"""Which modules of the standard library a box imports ahead, so that its runners find them loaded.

A forked runner, and every process that a submission forks, pays for what its parent has loaded: some
memory to copy, and the work that ``threading`` does after each fork. So a box loads what the texts
that it will run speak of, and nothing else. This is speed only: what is missing here is imported when
it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_PROCESSES: Final = (
    "multiprocessing.connection",
    "multiprocessing.popen_fork",
    "multiprocessing.queues",
    "multiprocessing.synchronize",
)
#: A word, and what to load where it is said.
_SAID: Final[dict[str, tuple[str, ...]]] = {
    "multiprocessing": _PROCESSES,
    "concurrent": (*_PROCESSES, "concurrent.futures.process"),
    "spawn": ("multiprocessing.popen_spawn_posix", "multiprocessing.resource_tracker"),
    "forkserver": ("multiprocessing.popen_forkserver", "multiprocessing.resource_tracker"),
    "Pool": ("multiprocessing.pool",),
    "Manager": ("multiprocessing.managers",),
    "SyncManager": ("multiprocessing.managers",),
    "shared_memory": ("multiprocessing.shared_memory",),
    "Value": ("multiprocessing.sharedctypes",),
    "Array": ("multiprocessing.sharedctypes",),
    "RawValue": ("multiprocessing.sharedctypes",),
    "RawArray": ("multiprocessing.sharedctypes",),
}
#: Modules that are loaded where their own name is said.
_NAMED: Final = (
    *("__future__", "abc", "array", "atexit", "collections", "contextlib", "ctypes", "dataclasses", "enum"),
    *(
        "errno",
        "fcntl",
        "functools",
        "gc",
        "inspect",
        "io",
        "itertools",
        "math",
        "mmap",
        "operator",
        "pathlib",
    ),
    *(
        "pickle",
        "queue",
        "random",
        "resource",
        "secrets",
        "select",
        "selectors",
        "shutil",
        "signal",
        "socket",
    ),
    *("stat", "string", "struct", "subprocess", "tempfile", "textwrap", "threading", "traceback", "types"),
    *("typing", "uuid", "warnings"),
)
_NEEDS_MULTIPROCESSING: Final = frozenset({"multiprocessing", "concurrent"})


def preload(texts: Iterable[str]) -> tuple[str, ...]:
    """Names of modules to import ahead for a box that will run ``texts``."""
    words = {word for text in texts for word in re.findall(r"[A-Za-z_]+", text)}
    names = [name for name in _NAMED if name in words]
    if words & _NEEDS_MULTIPROCESSING:
        names += [name for word, modules in _SAID.items() if word in words for name in modules]
    return tuple(dict.fromkeys(names))


#: For a box of which nothing is known yet.
EVERYTHING: Final = preload([*_NAMED, *_SAID])
