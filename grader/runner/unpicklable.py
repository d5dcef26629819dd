"""Which part of something that was to be pickled for another process cannot be.

Theory of operation
-------------------
multiprocessing pickles a process under spawn and forkserver, and a task of a pool always. Where that
fails, the object is still there, in a frame of the traceback. Its parts are pickled one after the other,
down to the smallest one that fails: Python's own message names a type at most, not where it is. Objects of
the standard library are not looked into, because nobody can change what is in them.
"""

from __future__ import annotations

import functools
import io
import sys
import threading
from collections.abc import Iterator
from types import FrameType, FunctionType, GeneratorType, MethodType, ModuleType
from typing import Any

MOST_PARTS = 2000
MOST_STEPS = 8
#: Attributes of every process that are Python's own.
OWN = frozenset(
    {"_identity", "_config", "_parent_pid", "_parent_name", "_popen", "_closed", "_name", "_start_method"}
)
SHOWN = {"_target": "target", "_args": "args", "_kwargs": "kwargs"}
LOCKS = (type(threading.Lock()), type(threading.RLock()))


def described(error: BaseException) -> dict[str, Any] | None:
    """What could not be pickled: where it is, of what kind, its name; None if that is not found."""
    try:
        return _described(error)
    except BaseException:  # whatever its __reduce__ or __repr__ does
        return None


def _described(error: BaseException) -> dict[str, Any] | None:
    root = _pickled(error)
    if root is None:
        return None
    process = _is_process(root)
    context = sys.modules["multiprocessing.context"]
    spawning = context.get_spawning_popen()
    context.set_spawning_popen(_Spawning() if process else spawning)
    try:
        steps, part = _smallest(root)
    finally:
        context.set_spawning_popen(spawning)
    if not steps:
        return None
    where = "".join(steps).lstrip(".") if process else ""
    kind, name = _kind(part)
    return {"where": where[:200], "kind": kind, "name": name[:200], "process": process}


class _Spawning:
    """Stands for a process that is being started: locks and pipes may only be pickled for one."""

    def duplicate_for_child(self, fd: int) -> int:
        return fd

    @staticmethod
    def DupFd(fd: int) -> int:
        return fd


def _pickled(error: BaseException) -> Any:
    """What multiprocessing was pickling when this was raised."""
    step, found = error.__traceback__, None
    while step is not None:
        frame: FrameType = step.tb_frame
        own = frame.f_globals.get("__name__") == "multiprocessing.reduction"
        if own and frame.f_code.co_name in ("dump", "dumps"):
            found = frame.f_locals.get("obj", found)
        step = step.tb_next
    return found


def _is_process(thing: Any) -> bool:
    return isinstance(thing, sys.modules["multiprocessing.process"].BaseProcess)


def _smallest(root: Any) -> tuple[list[str], Any]:
    """The steps from ``root`` to the smallest part of it that cannot be pickled, and that part."""
    steps: list[str] = []
    part, parts = root, _first_parts(root)
    while len(steps) < MOST_STEPS:
        failing = next(((step, one) for step, one in parts if not _can_be_pickled(one)), None)
        if failing is None:
            break
        steps.append(failing[0])
        part = failing[1]
        parts = _parts(part)
    return steps, part


def _can_be_pickled(thing: Any) -> bool:
    try:
        sys.modules["multiprocessing.reduction"].ForkingPickler.dumps(thing)
    except Exception:
        return False
    return True


def _first_parts(root: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a process, or of a task."""
    if not _is_process(root) and not isinstance(root, (tuple, list, dict)):
        yield from ((f".{name}", one) for name, one in list(getattr(root, "__dict__", {}).items()))
    elif not _is_process(root):
        yield from _parts(root)
    for name, one in list(vars(root).items()) if _is_process(root) else ():
        if name not in OWN:
            yield SHOWN.get(name, f"self.{name}"), one


def _parts(thing: Any) -> Iterator[tuple[str, Any]]:
    """The parts of something, each with the step that leads to it; none of what is Python's own."""
    if isinstance(thing, (tuple, list)):
        yield from ((f"[{index}]", one) for index, one in enumerate(thing[:MOST_PARTS]))
    elif isinstance(thing, dict):
        yield from ((f"[{key!r}]", one) for key, one in list(thing.items())[:MOST_PARTS])
    elif isinstance(thing, functools.partial):
        yield from ((".func", thing.func), (".args", thing.args), (".keywords", thing.keywords))
    elif isinstance(thing, MethodType):
        yield "", thing.__self__
    elif type(thing).__module__.partition(".")[0] not in sys.stdlib_module_names or _is_main(thing):
        yield from ((f".{name}", one) for name, one in list(getattr(thing, "__dict__", {}).items()))


def _is_main(thing: Any) -> bool:
    return type(thing).__module__ == "__main__"


def _kind(part: Any) -> tuple[str, str]:
    """Of what kind something is that cannot be pickled, and its name or its type's."""
    name = str(getattr(part, "__qualname__", ""))
    if isinstance(part, FunctionType):
        inner = "<locals>" in name
        return ("lambda" if "<lambda>" in name else "inner" if inner else "function"), name.rpartition(".")[2]
    kind = type(part)
    if isinstance(part, type) and "<locals>" in name:
        return "inner-class", name.rpartition(".")[2]
    if "<locals>" in kind.__qualname__:
        return "inner-object", kind.__qualname__.rpartition(".")[2]
    for known, types in KINDS.items():
        if isinstance(part, types):
            return known, kind.__qualname__
    return "other", kind.__qualname__


KINDS: dict[str, Any] = {
    "lock": LOCKS,
    "file": io.IOBase,
    "generator": GeneratorType,
    "thread": threading.Thread,
    "module": ModuleType,
}
