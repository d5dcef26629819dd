"""Stress mode: races in the submission's file are made certain instead of likely.

Theory of operation
-------------------
Every process of the request stops at certain points until all others sleep or have stopped as well:
before it stores into an attribute or an item (in the submission's file, by the interpreter's own
instruction events), before and after it takes a lock of multiprocessing there (as every use of
``value.value`` does), and after it releases one.
Two processes that both read before they write, or before they take the lock, have then both read; two that
hold one lock each and want the other's hold them.
A right answer only becomes slower: who waits for a lock sleeps, and whoever has it goes on.

Nobody measures time here, except to give up on a process that runs on without end. Whoever has stopped
least often goes on first, and nobody else until it has stopped again or sleeps: processes that do the same
stand at the same point together, and take the next step one after the other. All that is needed travels in
the environment; a new interpreter imports this module as its main module, because that is what the caller's
says it is.
A submission can find and undo all of this: it runs in its own processes. It is an injection, not a proof.
"""

from __future__ import annotations

import dis
import os
import random
import sys
import threading
from importlib.machinery import ModuleSpec
from types import CodeType, FrameType
from typing import Any, Final

from grader.runner import stage

STRESS: Final = "FORKLORE_STRESS"
TOOL: Final = 4
STORES: Final = frozenset({"STORE_ATTR", "STORE_SUBSCR", "STORE_SLICE"})
#: Whose lines take a lock for those that call them: ``with value:``, and a stack of contexts.
GO_BETWEENS: Final = ("/multiprocessing/sharedctypes.py", "/contextlib.py")
#: How often all others have to be found asleep.
SAMPLES: Final = 4
#: Seconds that a stop waits for others who run on, and seconds of CPU that they may use: at the first few
#: stops others may still be starting (a new interpreter works for a while), later they only poll.
FIRST, LATER, FEW = (6.0, 1.5), (3.0, 0.2), 2
#: After so many stops a process is left alone.
MOST: Final = 150

_file = ""
_draw = random.Random()
_stops = 0
_offsets: dict[CodeType, frozenset[int]] = {}


def begin(seed: int, file: str) -> None:
    """Put this process, and every process that it will start, under stress."""
    os.environ[STRESS] = f"{seed} {file}"
    main: Any = sys.modules["__main__"]
    main.__spec__ = ModuleSpec("grader.runner.stress", None)
    begin_here()


def begin_here() -> None:
    """Put this process under the stress that its environment asks for."""
    global _file
    seed, _, _file = os.environ[STRESS].partition(" ")
    _draw.seed(int(seed))
    os.register_at_fork(after_in_child=_in_child)
    _watch_locks()
    if sys.version_info >= (3, 12):
        _monitor()
    else:
        threading.settrace(_trace)
        sys.settrace(_trace)


def _in_child() -> None:
    global _stops
    _stops = 0
    _draw.seed(f"{os.environ.get(STRESS)} {os.getpid()}")


def _stop() -> None:
    """Stay until everybody else sleeps or has stopped too, no less often than this process."""
    global _stops
    _stops += 1
    if _stops <= MOST:
        patience, spin = FIRST if _stops <= FEW else LATER
        stage.all_asleep(patience, SAMPLES + _draw.randrange(2), 0.002, spin=spin, turn=_stops)


def _stores(code: CodeType) -> frozenset[int]:
    """Where in a piece of code something is stored that others might see."""
    if code not in _offsets:
        found = (step.offset for step in dis.get_instructions(code) if step.opname in STORES)
        _offsets[code] = frozenset(found)
    return _offsets[code]


def _trace(frame: FrameType, event: str, argument: object) -> Any:
    """Trace the submission's functions instruction by instruction (Python 3.11)."""
    if frame.f_code.co_filename != _file or frame.f_code.co_name == "<module>":
        return None
    frame.f_trace = _trace
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    if event == "opcode" and frame.f_lasti in _stores(frame.f_code):
        _stop()
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
        if offset not in _stores(code):
            return monitoring.DISABLE
        _stop()
        return None

    monitoring.use_tool_id(TOOL, "forklore")
    monitoring.register_callback(TOOL, events.PY_START, started)
    monitoring.register_callback(TOOL, events.INSTRUCTION, instruction)
    monitoring.set_events(TOOL, events.PY_START)


def _watch_locks() -> None:
    """Stop whoever is about to take, has taken or has released a lock in the submission's file."""
    from multiprocessing import synchronize

    base: Any = synchronize.SemLock
    make, enter, leave = base._make_methods, base.__enter__, base.__exit__

    def make_methods(lock: Any) -> None:
        make(lock)
        acquire, release = lock.acquire, lock.release

        def acquire_and_stop(*args: Any, **kwargs: Any) -> bool:
            _stop_at_lock(lock, 0)
            taken = bool(acquire(*args, **kwargs))
            if taken:
                _stop_at_lock(lock, 1)
            return taken

        def release_and_stop() -> None:
            release()
            _stop_at_lock(lock, 0)

        lock.acquire, lock.release = acquire_and_stop, release_and_stop

    def enter_and_stop(lock: Any) -> Any:
        _stop_at_lock(lock, 0)
        result = enter(lock)
        _stop_at_lock(lock, 1)
        return result

    def leave_and_stop(lock: Any, *args: Any) -> Any:
        result = leave(lock, *args)
        _stop_at_lock(lock, 0)
        return result

    base._make_methods, base.__enter__, base.__exit__ = make_methods, enter_and_stop, leave_and_stop


def _stop_at_lock(lock: Any, held: int) -> None:
    """Stop, if this lock was used by the submission's own lines, and is held so many times now."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and _is_between(frame.f_code):
        frame = frame.f_back
    if frame is not None and frame.f_code.co_filename == _file and lock._semlock._count() == held:
        _stop()


def _is_between(code: CodeType) -> bool:
    """Whether this library code takes a lock for its caller; ``counter.value`` is made from a text."""
    return code.co_filename.endswith(GO_BETWEENS) or (
        code.co_filename == "<string>" and code.co_name in ("getvalue", "setvalue")
    )


if __name__ == "__mp_main__" and STRESS in os.environ:
    begin_here()
