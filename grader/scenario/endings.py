"""How a function of the caller's may end other than by a return: one table for all suites.

Used on both sides: the judge draws kinds from the table, and the function in the box ends in that way.
Everything is found by its name in every process, under every start method.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from random import Random


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


class Outer:
    """Holds a class whose qualified name is not its name."""

    class Nested(Exception):
        """An exception whose class stands in another class."""


#: What is raised, by kind.
_RAISED: Final[dict[str, tuple[type[BaseException], tuple[object, ...]]]] = {
    "an exception": (LookupError, ("no",)),
    "one without a text": (ValueError, ()),
    "one of a nested class": (Outer.Nested, ("nested",)),
    "one that cannot be pickled": (Refused, ()),
    "one that cannot be unpickled": (Unloadable, (1, 2)),
    "sys.exit()": (SystemExit, ()),
    "sys.exit(0)": (SystemExit, (0,)),
    "sys.exit(3)": (SystemExit, (3,)),
    "sys.exit('text')": (SystemExit, ("text",)),
    "KeyboardInterrupt": (KeyboardInterrupt, ()),
    "another BaseException": (Stop, ("stop",)),
}
#: Kinds that raise. Each that is an Exception stands in ``ORDINARY`` too.
RAISING: Final = tuple(_RAISED)
ORDINARY: Final = tuple(kind for kind, (raised, _) in _RAISED.items() if issubclass(raised, Exception))
#: Kinds that end the process without a word to Python.
ENDING: Final = ("os._exit(0)", "os._exit(3)", "SIGTERM", "SIGKILL")


def fall(kind: str) -> NoReturn:
    """End the call in this way."""
    if kind in _RAISED:
        raised, arguments = _RAISED[kind]
        raise raised(*arguments)
    if kind.startswith("SIG"):
        os.kill(os.getpid(), signal.Signals[kind])
        signal.pause()
    os._exit(_number_in(kind))


def name_of(kind: str) -> str:
    """The name of the class of what is raised."""
    return _RAISED[kind][0].__name__


def code_of(kind: str) -> int:
    """The exit code of a process that nobody keeps from ending so, as ``Process.exitcode`` has it."""
    if kind.startswith("SIG"):
        return -signal.Signals[kind]
    if kind not in _RAISED:
        return _number_in(kind)
    raised, arguments = _RAISED[kind]
    if raised is not SystemExit:
        return 1
    code = arguments[0] if arguments else 0
    return code if isinstance(code, int) else 1


def _number_in(kind: str) -> int:
    return int(kind.removeprefix("os._exit(").removesuffix(")"))


def drawn(random: Random, kinds: Iterable[str]) -> list[str]:
    """All of these kinds, in an order that is drawn."""
    found = list(kinds)
    random.shuffle(found)
    return found
