"""The line between a submission's functions and the code that calls them.

Every call of a submission's function goes through :class:`Guarded`. It tells the warden when the
call begins and when it is over, so that the warden can look (from outside) at what was left
behind, and it stops a forked process that comes back out of the function. Of calls that overlap in
several threads of the caller, the first is looked at.
"""

from __future__ import annotations

import _thread
import gc
import os
import sys
from collections.abc import Callable, Coroutine
from types import CoroutineType, TracebackType
from typing import Any

from grader.runner import origins
from grader.runner.channel import Channel
from grader.runner.protocol import TIDY, CallBegins, CallEnded, CallTidied, ChildEscaped

ESCAPED_EXIT = 70
DEBUGGERS = ("bdb", "pdb")

_channel: Channel | None = None
_home = 0
_file = ""
#: Where in the submission this process and its ancestors forked last, and each fork of the caller, in order.
_forked_at = 0
_reached = False
_forks: list[int] = []
MOST_FORKS = 64
_marking = _thread.allocate_lock()
_blamed: list[BaseException] = []
_suspended: list[GuardedCall] = []


def begin(channel: Channel, file: str) -> None:
    """Make this process the caller, ``channel`` its way to the warden, ``file`` the submission's own."""
    global _channel, _home, _file
    _channel, _home, _file = channel, os.getpid(), file
    os.register_at_fork(before=_note_fork)
    os.register_at_fork(before=_reach)
    origins.begin(file)


def _reach() -> None:
    """Note that from now on the submission may have been at work, here or in another process."""
    global _reached
    _reached = True


def is_reached() -> bool:
    """Whether a function of the submission may have been called; else whatever fails is the check's own."""
    return _reached


def _note_fork() -> None:
    """Note the submission's line that forks; in the parent, where it costs a child nothing."""
    global _forked_at
    _forked_at = origins.openings.line_in(_file, sys._getframe(1))
    if os.getpid() == _home and len(_forks) <= MOST_FORKS:
        _forks.append(_forked_at)


def stop_if_escaped(by: str, text: str, home: int | None = None, line: int = 0) -> None:
    """End this process if it is not the one that made the call; ``line`` is where it raised."""
    if os.getpid() == (_home if home is None else home):
        return
    if _channel is not None:
        said = {"by": by, "text": text[:2000], "line": line, "forked": _forked_at}
        _channel.send(ChildEscaped(escape=said))
    os._exit(ESCAPED_EXIT)


class Watching:
    """Blames what is raised in its block on the submission, and lets no forked process out of it."""

    def __enter__(self) -> None:
        self._home = os.getpid()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            stop_if_escaped("return", "", self._home)
        else:
            stop_if_escaped(type(error).__name__, _text(error), self._home, _raised_at(error))
            _blamed[:] = [error]


class MissingFunction(BaseException):
    """The submission does not define a function that was asked for."""


class Guarded:
    """One function of the submission, callable as the submission wrote it."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __reduce__(self) -> tuple[Callable[..., Guarded], tuple[str, str]]:
        _reach()
        return Guarded, (self._module, self._name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function; in the caller's process, under the warden's eyes."""
        _reach()
        function = getattr(sys.modules.get(self._module) or __import__(self._module), self._name)
        with GuardedCall(self._name):
            result = function(*args, **kwargs)
        return _awaited(self._name, result) if type(result) is CoroutineType else result


class GuardedCall:
    """One call of the submission; in the caller's process, the first of several that overlap is looked at."""

    def __init__(self, name: str, unheard: type[BaseException] | tuple[()] = ()) -> None:
        """``unheard`` ends a coroutine that is thrown away, perhaps in a child that got it by a fork."""
        self._name, self._unheard = name, unheard
        self._watching = Watching()

    def __enter__(self) -> GuardedCall:
        self._marked = _channel is not None and os.getpid() == _home and _marking.acquire(blocking=False)
        if self._marked:
            gc.collect()
            _say(CallBegins(calling=self._name, notes=origins.openings.address()))
        self._watching.__enter__()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if not isinstance(error, self._unheard):
                self._watching.__exit__(kind, error, trace)
        finally:
            self.end(error is not None)

    def end(self, raised: bool) -> None:
        """Have the warden look at what was left behind, once."""
        if not self._marked or os.getpid() != _home:
            return
        self._marked = False
        gc.collect()
        word = _say(_returned(self._name, raised))
        if word == TIDY:
            _tidy()
        _marking.release()


async def _awaited(name: str, coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine of the submission does is a part of its call, too."""
    with GuardedCall(name, unheard=GeneratorExit) as call:
        _suspended.append(call)
        return await coroutine


def end_suspended() -> None:
    """End the calls of coroutines that nobody will go on with."""
    for call in _suspended:
        call.end(False)


def _returned(name: str, raised: bool) -> CallEnded:
    """What the warden is told of a call that is over."""
    return CallEnded(
        returned=name,
        raised=raised,
        start_method=_start_method(),
        forks=_forks[:MOST_FORKS],
        closing=_closing(),
    )


def _say(message: object) -> bytes:
    assert _channel is not None
    return _channel.ask(message)


def _tidy() -> None:
    """Let Python drop what it keeps of processes that have been collected (their sentinels)."""
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None:
        multiprocessing.active_children()
    gc.collect()
    _say(CallTidied(tidied=True))


def _start_method() -> str:
    """The start method that is set now; empty if nobody has loaded what could change it."""
    multiprocessing = sys.modules.get("multiprocessing")
    return str(multiprocessing.get_start_method(allow_none=True)) if multiprocessing is not None else ""


def _closing() -> bool:
    """Whether the thread of an executor that was shut down still has to wait for its processes."""
    executors = sys.modules.get("concurrent.futures.process")
    threads = list(getattr(executors, "_threads_wakeups", ()))
    return any(thread.is_alive() and thread.is_shutting_down() for thread in threads)


class GuardedModule:
    """The submission as a scenario sees it: its functions, each behind the guard."""

    def __init__(self, module: str) -> None:
        self.module = sys.modules[module]
        self._name = module

    def __getattr__(self, name: str) -> Guarded:
        if not callable(getattr(self.module, name, None)):
            raise MissingFunction(name)
        return Guarded(self._name, name)


def describe(error: BaseException, scene: str = "") -> dict[str, Any]:
    """What was raised, where in the submission's file, and whether the submission raised it.

    With the name of a scenario's module, the line is one of that.
    """
    own = _own_steps(error) if not scene else _steps_in(error, f"{scene}.py")
    line: int | None = None
    if isinstance(error, SyntaxError) and own == []:
        line = error.lineno
    elif own:
        line = own[-1].tb_lineno
    return {
        "raised": {
            "type": type(error).__name__,
            "text": _text(error),
            "line": line,
            "blamed": any(error is blamed for blamed in _blamed),
            "signature": _is_signature_error(error),
            "unpicklable": _unpicklable(error),
            "debugger": _is_debuggers(error),
        }
    }


def _unpicklable(error: BaseException) -> dict[str, Any] | None:
    """What it was that could not be pickled, if multiprocessing had to pickle something."""
    if "multiprocessing.reduction" not in sys.modules:
        return None
    from grader.runner.unpicklable import described

    return described(error)


def _is_debuggers(error: BaseException) -> bool:
    """Whether a debugger raised it, which found nobody to type: ``BdbQuit``, since Python 3.14 SystemExit."""
    steps = _steps(error)
    return bool(steps) and steps[-1].tb_frame.f_globals.get("__name__") in DEBUGGERS


def _own_steps(error: BaseException) -> list[TracebackType]:
    """The part of the traceback that is in the submission's file."""
    return [step for step in _steps(error) if step.tb_frame.f_code.co_filename == _file]


def _steps_in(error: BaseException, name: str) -> list[TracebackType]:
    """The part of the traceback that is in a file of this name."""
    return [step for step in _steps(error) if os.path.basename(step.tb_frame.f_code.co_filename) == name]


def _raised_at(error: BaseException) -> int:
    own = _own_steps(error)
    return own[-1].tb_lineno or 0 if own else 0


def _steps(error: BaseException) -> list[TracebackType]:
    """The traceback, outermost call first."""
    found = []
    step = error.__traceback__
    while step is not None:
        found.append(step)
        step = step.tb_next
    return found


def _text(error: BaseException) -> str:
    try:
        return str(error)[:1000].encode("utf-8", "replace").decode("utf-8")
    except BaseException:
        return ""


def _is_signature_error(error: BaseException) -> bool:
    """Whether the call itself was refused: the function takes other arguments than it was given."""
    if not isinstance(error, TypeError) or not any(error is blamed for blamed in _blamed):
        return False
    steps = _steps(error)
    return bool(steps) and steps[-1].tb_frame.f_globals is globals()
