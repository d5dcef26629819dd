"""Modules of a request, loaded from the files that were written for it, without a search."""

from __future__ import annotations

import marshal
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

TYPE_CHECKING = False  # as in grader.runner.points
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def compiled(name: str, text: str, compiler: Callable[[str, str], CodeType] | None = None) -> bytes:
    """The marshalled code of a module of this request. Raises what ``compile`` raises.

    ``compiler`` makes code of a text and a path.
    """
    path = _path(name)
    code = compiler(text, path) if compiler is not None else compile(text, path, "exec", dont_inherit=True)
    return marshal.dumps(code)


def load(name: str, code: bytes, prepared: Callable[[CodeType], CodeType] | None = None) -> ModuleType:
    """Import the module ``name``, whose code is given, as if from its file in the working folder.

    ``prepared`` makes the code that is executed of the code that was given.
    """
    if name in sys.modules:
        return sys.modules[name]
    path = _path(name)
    loader = SourceFileLoader(name, path)
    spec = ModuleSpec(name, loader, origin=path)
    spec.has_location = True
    module = ModuleType(name)
    module.__spec__, module.__loader__, module.__file__, module.__package__ = spec, loader, path, ""
    sys.modules[name] = module
    try:
        whole = _moved(marshal.loads(code), path)
        exec(prepared(whole) if prepared is not None else whole, module.__dict__)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return sys.modules.get(name, module)


def _path(name: str) -> str:
    return os.path.join(os.getcwd(), f"{name}.py")


def _moved(code: CodeType, path: str) -> CodeType:
    """The same code in this file (it was compiled for another folder of that name, or for none)."""
    if code.co_filename == path:
        return code
    constants = tuple(_moved(c, path) if isinstance(c, CodeType) else c for c in code.co_consts)
    return code.replace(co_filename=path, co_consts=constants)


def when_loaded(name: str, act: Callable[[Any], object]) -> None:
    """Call ``act`` with a module: at once, or as soon as it is imported for the first time."""
    if name in sys.modules:
        act(sys.modules[name])
    else:
        sys.meta_path.insert(0, _Awaited(name, act))


class _Awaited:
    """Finds one module as everybody does, and has something done once it is there."""

    def __init__(self, name: str, act: Callable[[Any], object]) -> None:
        self._name, self._act = name, act

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find the module, so that what waits for it is done when it has been executed."""
        if name != self._name:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        loader: Any = spec.loader if spec is not None else None
        if loader is not None:
            execute = loader.exec_module

            def execute_and_act(module: Any) -> None:
                execute(module)
                self._act(module)

            loader.exec_module = execute_and_act
        return spec
