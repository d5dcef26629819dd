"""The submission as a test file imports it: its functions behind the guard, everything else as it is."""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable
from typing import Any

#: So many calls of a request are looked at one by one, which takes a millisecond or more each.
MOST_WATCHED = 40


class _Function:
    """A function of the submission: the first calls go through the guard, the others do not."""

    calls = 0

    def __init__(self, guarded: Any, module: types.ModuleType, name: str) -> None:
        self._guarded, self._module, self._name = guarded, module, name

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call it."""
        _Function.calls += 1
        if _Function.calls <= MOST_WATCHED:
            return self._guarded(*args, **named)
        return getattr(self._module, self._name)(*args, **named)

    def __reduce__(self) -> Any:
        return self._guarded.__reduce__()

    def __repr__(self) -> str:
        return f"<function {self._name}>"

    def __getattr__(self, name: str) -> Any:
        if name in ("_guarded", "_module", "_name"):
            raise AttributeError(name)
        return getattr(getattr(self._module, self._name), name)


class View:
    """A module whose functions are called under the warden's eyes."""

    def __init__(self, student: Any) -> None:
        object.__setattr__(self, "_student", student)

    def __getattr__(self, name: str) -> Any:
        student = object.__getattribute__(self, "_student")
        module = student.module
        if name == "__all__":
            return [name for name in vars(module) if not name.startswith("_")]
        if name.startswith("__") or (
            hasattr(module, name) and not isinstance(getattr(module, name), types.FunctionType)
        ):
            return getattr(module, name)
        return _Function(getattr(student, name), module, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._student.module, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._student.module, name)


def importing(student: Any, names: set[str]) -> Callable[..., Any]:
    """An ``__import__`` that gives a view of the submission to who imports one of these names."""
    view = View(student)
    packages: dict[str, Any] = {}
    for name in names:
        inner: Any = view
        while "." in name:
            name, _, last = name.rpartition(".")
            packages.setdefault(name, types.SimpleNamespace())
            setattr(packages[name], last, inner)
            inner = packages[name]

    def imported(
        name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> Any:
        if level == 0 and name in names:
            return view if fromlist or "." not in name else packages[name.partition(".")[0]]
        if level == 0 and name in packages:
            return packages[name if fromlist else name.partition(".")[0]]
        return builtins.__import__(name, globals, locals, fromlist, level)

    return imported
