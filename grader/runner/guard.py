"""The line between a submission's functions and the code that calls them.

Every call of a submission's function goes through :class:`Guarded`. It tells the warden when the
call begins and when it is over, so that the warden can look (from outside) at what was left
behind, and it stops a forked process that comes back out of the function. Of calls that overlap in
several threads of the caller, the first is looked at.
"""

from __future__ import annotations

import gc
import inspect
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from grader.runner.channel import Channel

ESCAPED_EXIT = 70
TIDY = b".tidy"

_channel: Channel | None = None
_home = 0
_folder = ""
_marking = threading.Lock()
_blamed: list[BaseException] = []


def begin(channel: Channel, folder: str) -> None:
    """Make this process the caller, ``channel`` its way to the warden, ``folder`` the submission's own."""
    global _channel, _home, _folder
    _channel, _home, _folder = channel, os.getpid(), folder


def stop_if_escaped(by: str, text: str, home: int | None = None) -> None:
    """End this process if it is not the one that made the call."""
    if os.getpid() == (_home if home is None else home):
        return
    if _channel is not None:
        _channel.send({"escape": {"by": by, "text": text[:2000]}})
    os._exit(ESCAPED_EXIT)


@contextmanager
def watching() -> Iterator[None]:
    """Blame what is raised in the block on the submission, and let no forked process out of it."""
    home = os.getpid()
    try:
        yield
    except BaseException as error:
        stop_if_escaped(type(error).__name__, _text(error), home)
        _blamed[:] = [error]
        raise
    stop_if_escaped("return", "", home)


class MissingFunction(BaseException):
    """The submission does not define a function that was asked for."""


class Guarded:
    """One function of the submission, callable as the submission wrote it."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __reduce__(self) -> tuple[Callable[..., Guarded], tuple[str, str]]:
        return Guarded, (self._module, self._name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function; in the caller's process, under the warden's eyes."""
        function = getattr(sys.modules.get(self._module) or __import__(self._module), self._name)
        marked = _channel is not None and os.getpid() == _home and _marking.acquire(blocking=False)
        if marked:
            gc.collect()
            _say({"calling": self._name})
        raised = True
        try:
            with watching():
                result = function(*args, **kwargs)
            raised = False
        finally:
            if marked:
                gc.collect()
                word = _say({"returned": self._name, "raised": raised, "start_method": _start_method()})
                if word == TIDY:
                    _tidy()
                _marking.release()
        return result


def _say(message: object) -> bytes:
    assert _channel is not None
    return _channel.ask(message)


def _tidy() -> None:
    """Let Python drop what it keeps of processes that have been collected (their sentinels)."""
    import multiprocessing

    multiprocessing.active_children()
    gc.collect()
    _say({"tidied": True})


def _start_method() -> str:
    import multiprocessing

    return multiprocessing.get_start_method(allow_none=True) or ""


class Student:
    """The submission as a scenario sees it: its functions, each behind the guard."""

    def __init__(self, module: str) -> None:
        self.module = sys.modules[module]
        self._name = module

    def __getattr__(self, name: str) -> Guarded:
        if not callable(getattr(self.module, name, None)):
            raise MissingFunction(name)
        return Guarded(self._name, name)


def describe(error: BaseException) -> dict[str, Any]:
    """What was raised, where in the submission's file, and whether the submission raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if os.path.dirname(frame.filename) == _folder]
    line: int | None = None
    if isinstance(error, SyntaxError) and own == []:
        line = error.lineno
    elif own:
        line = own[-1].lineno
    return {
        "raised": {
            "type": type(error).__name__,
            "text": _text(error),
            "line": line,
            "file": os.path.basename(own[-1].filename) if own else "",
            "blamed": any(error is blamed for blamed in _blamed),
            "signature": _is_signature_error(error),
        }
    }


def _text(error: BaseException) -> str:
    try:
        return str(error)[:1000].encode("utf-8", "replace").decode("utf-8")
    except BaseException:
        return ""


def _is_signature_error(error: BaseException) -> bool:
    """Whether the call itself was refused: the function takes other arguments than it was given."""
    if not isinstance(error, TypeError) or not any(error is blamed for blamed in _blamed):
        return False
    step: TracebackType | None = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return step is not None and inspect.getmodule(step.tb_frame.f_code) is sys.modules[__name__]
