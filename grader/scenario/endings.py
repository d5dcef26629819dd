"""How a function of the caller's may end other than by a return: one table for all suites.

Used on both sides: the judge draws kinds from the table, and the function in the box ends in that way.
Everything is found by its name in every process, under every start method.
"""

from __future__ import annotations

import os
import signal
from _queue import Empty
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from random import Random
    from types import ModuleType


class Refused(Exception):
    """An exception that cannot be pickled."""

    def __init__(self) -> None:
        super().__init__("refused")
        self.thing = lambda: None


class Unloadable(Exception):
    """An exception that can be pickled and cannot be made again."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__("unloadable")


class Stop(BaseException):
    """What only ``except BaseException`` catches."""


class Mute(Exception):
    """An exception that has no text."""

    def __str__(self) -> str:
        raise ValueError("no text")


class Coded(Exception):
    """An exception with a ``code``, as SystemExit has one, and a text of its own that does not name it."""

    code = 0

    def __repr__(self) -> str:
        return "coded"


class Caused(Exception):
    """An exception that another one has caused."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.__cause__ = LookupError("cause")


class Drained(Empty, EOFError, OSError):
    """What an empty queue or a closed pipe could raise, too."""


class Outer:
    """Holds a class whose qualified name is not its name."""

    class Nested(Exception):
        """An exception whose class stands in another class."""


#: What is raised, by kind.
_RAISED: Final[dict[str, tuple[type[BaseException], tuple[object, ...]]]] = {
    "an exception": (LookupError, ("no",)),
    "one without a text": (ValueError, ()),
    "one of a nested class": (Outer.Nested, ("nested",)),
    "one that cannot be told as text": (Mute, ()),
    "one that has a code": (Coded, ("coded",)),
    "one that has a cause": (Caused, ("caused",)),
    "one that an empty queue could raise": (Drained, ("drained",)),
    "StopIteration": (StopIteration, (7,)),
    "a group": (ExceptionGroup, ("group", [LookupError("in it")])),
    "one that cannot be pickled": (Refused, ()),
    "one that cannot be unpickled": (Unloadable, (1, 2)),
    "sys.exit()": (SystemExit, ()),
    "sys.exit(0)": (SystemExit, (0,)),
    "sys.exit(3)": (SystemExit, (3,)),
    "sys.exit('text')": (SystemExit, ("text",)),
    "KeyboardInterrupt": (KeyboardInterrupt, ()),
    "another BaseException": (Stop, ("stop",)),
}
#: Kinds that raise: what is an Exception, then what is none.
RAISING: Final = tuple(_RAISED)
ORDINARY: Final = tuple(kind for kind, (raised, _) in _RAISED.items() if issubclass(raised, Exception))
EXTRAORDINARY: Final = tuple(kind for kind in RAISING if kind not in ORDINARY)
#: Kinds that cannot travel from one process to another.
STAYING: Final = ("one that cannot be pickled", "one that cannot be unpickled")
#: Kinds that end the process without a word to Python.
ENDING: Final = ("os._exit(0)", "os._exit(3)", "SIGTERM", "SIGKILL")


def fall(kind: str) -> NoReturn:
    """End the call in this way: one of the table, or by any signal, ``os._exit(N)`` or ``sys.exit(X)``."""
    if kind.startswith("SIG"):
        os.kill(os.getpid(), signal.Signals[kind])
        signal.pause()
    if kind.startswith("os._exit("):
        os._exit(int(_argument(kind)))
    raised, arguments = _raised(kind)
    raise raised(*arguments)


def leave_cores(module: ModuleType) -> None:
    """Have the waits of os tell what they tell where memory is kept after a signal: a bit of the status."""

    def with_cores(wait: Callable[..., Any]) -> Callable[..., Any]:
        def waited(*args: Any, **more: Any) -> Any:
            found = wait(*args, **more)
            return (found[0], found[1] | 0x80, *found[2:]) if os.WIFSIGNALED(found[1]) else found

        return waited

    for wait in (os.waitpid, os.wait, os.wait3, os.wait4):
        there = with_cores(wait)
        for place in (os, module):
            for name in [name for name, thing in vars(place).items() if thing is wait]:
                setattr(place, name, there)


def name_of(kind: str) -> str:
    """The name of the class of what is raised."""
    return _raised(kind)[0].__name__


def code_of(kind: str) -> int:
    """The exit code of a process that nobody keeps from ending so, as ``Process.exitcode`` has it."""
    if kind.startswith("SIG"):
        return -signal.Signals[kind]
    if kind.startswith("os._exit("):
        return int(_argument(kind))
    raised, arguments = _raised(kind)
    if raised is not SystemExit:
        return 1
    code = arguments[0] if arguments else 0
    return code if isinstance(code, int) else 1


def _raised(kind: str) -> tuple[type[BaseException], tuple[object, ...]]:
    """The class of what is raised, and its arguments."""
    if kind in _RAISED or not kind.startswith("sys.exit("):
        return _RAISED[kind]
    import ast  # takes 1.5 ms, and most requests do without

    return SystemExit, (ast.literal_eval(_argument(kind)),)


def _argument(kind: str) -> str:
    return kind.partition("(")[2].removesuffix(")")


def drawn(random: Random, kinds: Iterable[str]) -> list[str]:
    """All of these kinds, in an order that is drawn."""
    found = list(kinds)
    random.shuffle(found)
    return found
