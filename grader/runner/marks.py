"""Places in the submission's own lines between which others may come: before it stores, and around locks.

Theory of operation
-------------------
``begin`` has a function called with the line number before the submission's file stores into an attribute
or an item (by the interpreter's own instruction events), before and after it takes a lock of
multiprocessing there (as every use of ``value.value`` does), and after it releases one. What is done at
such a place is the caller's business: a schedule lets the tracer choose who goes on.
"""

from __future__ import annotations

import dis
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, Final

TOOL: Final = 4
STORES: Final = frozenset({"STORE_ATTR", "STORE_SUBSCR", "STORE_SLICE"})
#: Whose lines take a lock for those that call them: ``with value:``, and a stack of contexts.
GO_BETWEENS: Final = ("/multiprocessing/sharedctypes.py", "/contextlib.py")

_file = ""
_reached: Callable[[int], object] = int
_lines: dict[CodeType, dict[int, int]] = {}


def begin(file: str, reached: Callable[[int], object]) -> None:
    """Call ``reached(line)`` at each mark of ``file``, in this process and all that it will fork."""
    global _file, _reached
    _file, _reached = file, reached
    _watch_locks()
    if sys.version_info >= (3, 12):
        _monitor()
    else:
        threading.settrace(_trace)
        sys.settrace(_trace)


def _stores(code: CodeType) -> dict[int, int]:
    """Where in a piece of code something is stored that others might see: offset to line."""
    if code not in _lines:
        found, line = {}, 0
        for step in dis.get_instructions(code):
            line = (step.positions.lineno if step.positions is not None else None) or line
            if step.opname in STORES:
                found[step.offset] = line
        _lines[code] = found
    return _lines[code]


def _trace(frame: FrameType, event: str, argument: object) -> Any:
    """Trace the submission's functions instruction by instruction (Python 3.11)."""
    if frame.f_code.co_filename != _file or frame.f_code.co_name == "<module>":
        return None
    frame.f_trace = _trace
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    if event == "opcode" and (line := _stores(frame.f_code).get(frame.f_lasti)) is not None:
        _reached(line)
    return _trace


def _monitor() -> None:
    """The same with ``sys.monitoring`` (from Python 3.12 on)."""
    monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
    events = monitoring.events

    def started(code: CodeType, offset: int) -> object:
        if code.co_filename == _file and code.co_name != "<module>":
            monitoring.set_local_events(TOOL, code, events.INSTRUCTION)
        return monitoring.DISABLE

    def instruction(code: CodeType, offset: int) -> object:
        line = _stores(code).get(offset)
        if line is None:
            return monitoring.DISABLE
        _reached(line)
        return None

    monitoring.use_tool_id(TOOL, "forklore")
    monitoring.register_callback(TOOL, events.PY_START, started)
    monitoring.register_callback(TOOL, events.INSTRUCTION, instruction)
    monitoring.set_events(TOOL, events.PY_START)


def _watch_locks() -> None:
    """Mark where the submission's file is about to take a lock, has taken one, or has released one."""
    from multiprocessing import synchronize

    base: Any = synchronize.SemLock
    make, enter, leave = base._make_methods, base.__enter__, base.__exit__

    def make_methods(lock: Any) -> None:
        make(lock)
        acquire, release = lock.acquire, lock.release

        def acquire_marked(*args: Any, **kwargs: Any) -> bool:
            _mark_lock(lock, 0)
            taken = bool(acquire(*args, **kwargs))
            if taken:
                _mark_lock(lock, 1)
            return taken

        def release_marked() -> None:
            release()
            _mark_lock(lock, 0)

        lock.acquire, lock.release = acquire_marked, release_marked

    def enter_marked(lock: Any) -> Any:
        _mark_lock(lock, 0)
        result = enter(lock)
        _mark_lock(lock, 1)
        return result

    def leave_marked(lock: Any, *args: Any) -> Any:
        result = leave(lock, *args)
        _mark_lock(lock, 0)
        return result

    base._make_methods, base.__enter__, base.__exit__ = make_methods, enter_marked, leave_marked


def _mark_lock(lock: Any, held: int) -> None:
    """A mark, if this lock was used by the submission's own lines, and is held so many times now."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and _is_between(frame.f_code):
        frame = frame.f_back
    if frame is not None and frame.f_code.co_filename == _file and lock._semlock._count() == held:
        _reached(frame.f_lineno)


def _is_between(code: CodeType) -> bool:
    """Whether this library code takes a lock for its caller; ``counter.value`` is made from a text."""
    return code.co_filename.endswith(GO_BETWEENS) or (
        code.co_filename == "<string>" and code.co_name in ("getvalue", "setvalue")
    )
