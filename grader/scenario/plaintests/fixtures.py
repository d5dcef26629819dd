"""Fixtures of a test in the box: those of the file, and the few of pytest's own that act on one process."""

from __future__ import annotations

import importlib
import inspect
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from grader.scenario.plaintests.api import FIXTURE

#: So deep the judge does not look for what a call leaves: a test's folder is the test's own matter.
DEPTH = ("plain", "tests", "of", "one", "file")
_ABSENT: Any = object()


class Captured(NamedTuple):
    """What was written meanwhile."""

    out: str
    err: str


class Capsys:
    """Standard output and standard error of Python, caught."""

    def __init__(self) -> None:
        self._before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
        self._caught = sys.stdout, sys.stderr

    def readouterr(self) -> Captured:
        """What was written since the last time."""
        texts = [stream.getvalue() for stream in self._caught]
        for stream in self._caught:
            stream.seek(0)
            stream.truncate()
        return Captured(*texts)

    def close(self) -> None:
        """Let both go where they went."""
        sys.stdout, sys.stderr = self._before


class MonkeyPatch:
    """Changes that the end of the test undoes."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def setattr(self, target: Any, name: Any, value: Any = _ABSENT, raising: bool = True) -> None:
        """Set an attribute; the target may be text such as ``builtins.input``."""
        if value is _ABSENT:
            target, name, value = *_resolved(target), name
        old = getattr(target, name, _ABSENT)
        if old is _ABSENT and raising:
            raise AttributeError(f"{target!r} has no attribute {name!r}")
        if inspect.isclass(target):
            old = target.__dict__.get(name, _ABSENT)
        self._undo.append(lambda: delattr(target, name) if old is _ABSENT else setattr(target, name, old))
        setattr(target, name, value)

    def delattr(self, target: Any, name: str = "", raising: bool = True) -> None:
        """Take an attribute away."""
        if isinstance(target, str) and not name:
            target, name = _resolved(target)
        if not hasattr(target, name) and not raising:
            return
        old = getattr(target, name)
        self._undo.append(lambda: setattr(target, name, old))
        delattr(target, name)

    def setitem(self, mapping: Any, key: Any, value: Any) -> None:
        """Set an item of a mapping."""
        old = mapping.get(key, _ABSENT)
        self._undo.append(lambda: mapping.pop(key) if old is _ABSENT else mapping.__setitem__(key, old))
        mapping[key] = value

    def delitem(self, mapping: Any, key: Any, raising: bool = True) -> None:
        """Take an item of a mapping away."""
        if key not in mapping and not raising:
            return
        old = mapping[key]
        self._undo.append(lambda: mapping.__setitem__(key, old))
        del mapping[key]

    def setenv(self, name: str, value: str) -> None:
        """Set a variable of the environment."""
        self.setitem(os.environ, name, str(value))

    def delenv(self, name: str, raising: bool = True) -> None:
        """Take a variable of the environment away."""
        self.delitem(os.environ, name, raising)

    def syspath_prepend(self, path: object) -> None:
        """Look for modules in a folder first."""
        sys.path.insert(0, str(path))
        self._undo.append(lambda: sys.path.remove(str(path)))

    def chdir(self, path: Any) -> None:
        """Make a folder the working folder."""
        old = os.getcwd()
        self._undo.append(lambda: os.chdir(old))
        os.chdir(path)

    def undo(self) -> None:
        """Undo everything, the last change first."""
        while self._undo:
            self._undo.pop()()


def _resolved(dotted: str) -> tuple[Any, str]:
    """The object and the attribute that a text names."""
    head, _, name = dotted.rpartition(".")
    parts = head.split(".")
    found: Any = importlib.import_module(parts[0])
    for number, part in enumerate(parts[1:], 1):
        if not hasattr(found, part):
            importlib.import_module(".".join(parts[: number + 1]))
        found = getattr(found, part)
    return found, name


class FixtureRequest:
    """What a fixture may ask: its parameter, and what to call at the end."""

    def __init__(self, param: Any, finalizers: list[Callable[[], object]]) -> None:
        self._param, self.addfinalizer = param, finalizers.append

    @property
    def param(self) -> Any:
        """The fixture's parameter."""
        if self._param is _ABSENT:
            raise AttributeError("no params")
        return self._param


def named_fixtures(module: ModuleType, instance: object) -> dict[str, Any]:
    """The fixtures of a file, and of a test's class."""
    found = {}
    for home in (module, instance) if instance is not None else (module,):
        for name in dir(home):
            how = getattr(getattr(home, name, None), FIXTURE, None)
            if how is not None:
                found[how.get("name") or name] = getattr(home, name)
    return found


class Fixtures:
    """The fixtures of one run of a test: each made once, and ended in the opposite order."""

    def __init__(self, known: dict[str, Any], params: dict[str, Any]) -> None:
        self._known, self._params = known, params
        self._made: dict[str, Any] = {}
        self._ends: list[Callable[[], object]] = []

    def arguments(self, function: Callable[..., Any], given: dict[str, Any]) -> dict[str, Any]:
        """What a function gets: its parameters, and fixtures for the rest."""
        return {name: given[name] if name in given else self.get(name) for name in wanted(function)}

    def get(self, name: str) -> Any:
        """A fixture's value."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Any:
        if name not in self._known:
            return self._own(name)
        function = self._known[name]
        request = FixtureRequest(self._params.get(name, _ABSENT), self._ends)
        made = function(**self.arguments(function, {"request": request}))
        if not inspect.isgenerator(made):
            return made
        value = next(made)
        self._ends.append(lambda: next(made, None))
        return value

    def _own(self, name: str) -> Any:
        if name == "tmp_path":
            folder = Path(tempfile.gettempdir(), *DEPTH)
            folder.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(dir=folder))
        if name == "monkeypatch":
            patch = MonkeyPatch()
            self._ends.append(patch.undo)
            return patch
        if name == "capsys":
            caught = Capsys()
            self._ends.append(caught.close)
            return caught
        if name == "request":
            return FixtureRequest(_ABSENT, self._ends)
        raise LookupError(name)

    def end(self) -> None:
        """End all that was made, the last first."""
        while self._ends:
            self._ends.pop()()


def wanted(function: Callable[..., Any]) -> Iterator[str]:
    """Names of the arguments that a test or a fixture asks for."""
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            yield name
