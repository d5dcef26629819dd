"""What a test file in the box gets when it imports ``pytest``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, NoReturn

from grader.scenario.plaintests.approximation import approx

__all__ = ["approx", "fail", "fixture", "mark", "param", "raises", "skip"]

MARKS = "__plain_marks__"
FIXTURE = "__plain_fixture__"


class Failed(AssertionError):
    """The test said so itself."""


class Skipped(Exception):
    """The test does not want to run here."""


def fail(reason: str = "", pytrace: bool = True) -> NoReturn:
    """End the test as failed."""
    raise Failed(reason)


def skip(reason: str = "", **_: object) -> NoReturn:
    """End the test as skipped."""
    raise Skipped(reason)


class param:
    """One set of arguments of a parametrized test, with an id of its own."""

    def __init__(self, *values: object, id: str | None = None, marks: object = ()) -> None:
        self.values, self.id = values, id


class Mark:
    """A mark on a test: usable with and without arguments."""

    def __init__(self, name: str, args: tuple[Any, ...] = (), named: dict[str, Any] | None = None) -> None:
        self.name, self.args, self.named = name, args, named or {}

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Mark a test, or give the mark its arguments."""
        if len(args) == 1 and callable(args[0]) and not named and not isinstance(args[0], Mark):
            setattr(args[0], MARKS, [self, *args[0].__dict__.get(MARKS, ())])
            return args[0]
        return Mark(self.name, args, named)


class _Marks:
    def __getattr__(self, name: str) -> Mark:
        return Mark(name)


mark = _Marks()


def fixture(function: Callable[..., Any] | None = None, **how: Any) -> Any:
    """Mark a function as a fixture; ``params``, ``autouse`` and ``name`` count; its scope is one test."""

    def made(function: Callable[..., Any]) -> Callable[..., Any]:
        setattr(function, FIXTURE, how)
        return function

    return made if function is None else made(function)


class ExceptionInfo:
    """What was raised in a block of ``raises``."""

    value: BaseException

    @property
    def type(self) -> type[BaseException]:
        """Its class."""
        return type(self.value)

    @property
    def tb(self) -> TracebackType | None:
        """Where it came from."""
        return self.value.__traceback__

    def match(self, pattern: str | re.Pattern[str]) -> bool:
        """Fail unless the text of the exception has the pattern."""
        text = str(self.value)
        if not re.search(pattern, text):
            shown = pattern if isinstance(pattern, str) else pattern.pattern
            fail(f"Regex pattern did not match.\n  Expected regex: {shown!r}\n  Actual message: {text!r}")
        return True


class _Raises:
    """Passes if its block raises one of these, and that alone.

    A function that is still a stub raises NotImplementedError: only who asks for that by name gets it.
    """

    def __init__(self, expected: tuple[type[BaseException], ...], match: Any) -> None:
        self._expected, self._match, self._info = expected, match, ExceptionInfo()

    def __enter__(self) -> ExceptionInfo:
        return self._info

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> bool:
        if error is None:
            names = ", ".join(repr(one) for one in self._expected)
            fail(f"DID NOT RAISE {names if len(self._expected) == 1 else f'any of ({names})'}")
        stub = isinstance(error, NotImplementedError) and NotImplementedError not in self._expected
        if stub or not isinstance(error, self._expected):
            return False
        self._info.value = error
        if self._match is not None:
            self._info.match(self._match)
        return True


def raises(expected: Any, *call: Any, match: Any = None, **named: Any) -> Any:
    """Expect an exception of a block, or of a call."""
    block = _Raises(expected if isinstance(expected, tuple) else (expected,), match)
    if not call:
        return block
    with block as info:
        call[0](*call[1:], **named)
    return info


def marks_of(*marked: object) -> Iterable[Mark]:
    """The marks of a test, its class and its module."""
    for thing in marked:
        found = getattr(thing, MARKS, None) or getattr(thing, "pytestmark", ())
        yield from found if isinstance(found, list) else [found] if isinstance(found, Mark) else ()
