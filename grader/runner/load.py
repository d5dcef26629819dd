"""Modules of a request, loaded from the files that were written for it, without a search."""

from __future__ import annotations

import marshal
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any


def compiled(name: str, text: str) -> bytes:
    """The marshalled code of a module of this request. Raises what ``compile`` raises."""
    return marshal.dumps(compile(text, _path(name), "exec", dont_inherit=True))


def load(name: str, code: bytes) -> ModuleType:
    """Import the module ``name``, whose code is given, as if from its file in the working folder."""
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
        exec(_moved(marshal.loads(code), path), module.__dict__)
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


class StartMethod:
    """Sets the start method: at once, or as soon as ``multiprocessing`` is imported for the first time."""

    def __init__(self, method: str) -> None:
        self._method = method
        loaded = sys.modules.get("multiprocessing")
        if loaded is not None:
            loaded.set_start_method(method)
        else:
            sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find ``multiprocessing`` as everybody does, and set the start method once it is there."""
        if name != "multiprocessing":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        loader: Any = spec.loader if spec is not None else None
        if loader is not None:
            execute = loader.exec_module

            def execute_and_set(module: Any) -> None:
                execute(module)
                module.set_start_method(self._method)

            loader.exec_module = execute_and_set
        return spec
