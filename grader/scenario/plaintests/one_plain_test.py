"""Run one test of a plain test file on the submission, in the box.

Theory of operation
-------------------
The file comes as code whose asserts pytest has rewritten. What the test file raises is a failed test, and is
told; what comes out of the submission goes on, so that the judge treats it as in any other check.
"""

from __future__ import annotations

import builtins
import inspect
import itertools
import marshal
import os
import sys
import types
import unittest
from collections.abc import Callable, Iterator
from types import ModuleType, TracebackType
from typing import Any

from grader.scenario.plaintests import api, asserts
from grader.scenario.plaintests.api import FIXTURE
from grader.scenario.plaintests.fixtures import Fixtures, named_fixtures, wanted
from grader.scenario.plaintests.view import importing

#: Where pytest's rewritten code looks for its helpers.
HELPERS = "_pytest.assertion.rewrite"
#: Who calls a function of the submission: what comes out of it is the judge's matter.
GUARD = "grader.runner.guard"
#: A label, and the arguments of one run.
Case = tuple[str, dict[str, Any]]
#: How it ended, the text, the line in the file that it is about, and the operands of each comparison.
Told = tuple[str, str, int, list[tuple[str, Any, Any]]]


def run(student: Any, code: bytes, stem: str, test: str, names: list[str]) -> Told:
    """Run the test with every set of its parameters until one fails.

    ``names`` are those by which the file imports the submission.
    """
    module = _module(student, code, stem, {*names})
    holder, _, name = test.rpartition(".")
    home = getattr(module, holder) if holder else None
    function = getattr(home if home is not None else module, name)
    for label, given in _cases(module, home, function):
        asserts.compared.clear()
        try:
            _once(module, home, name, given)
        except Exception as error:
            steps = list(_steps(error))
            own = [step for step in steps if step.tb_frame.f_code.co_filename == student.module.__file__]
            if any(step.tb_frame.f_globals.get("__name__") == GUARD for step in steps):
                raise
            if own:  # out of a method, which no guard stands before
                kind = "stub" if isinstance(error, NotImplementedError) else "raised"
                return kind, f"{type(error).__name__}: {error}", own[-1].tb_lineno, []
            if isinstance(error, (api.Skipped, unittest.SkipTest)):
                return "skipped", str(error), 0, []
            line = next((s.tb_lineno for s in reversed(steps) if _file(s) == f"{stem}.py"), 0)
            text = str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
            return "failed", label + text, line, asserts.compared[:9]
    return "passed", "", 0, []


def _module(student: Any, code: bytes, stem: str, names: set[str]) -> ModuleType:
    """The test file, loaded."""
    path, above = HELPERS.split("."), ""
    for part in path:
        above = f"{above}.{part}".lstrip(".")
        sys.modules[above] = asserts if above == HELPERS else ModuleType(above)
    for child, parent in ((HELPERS, "_pytest.assertion"), ("_pytest.assertion", "_pytest")):
        setattr(sys.modules[parent], child.rpartition(".")[2], sys.modules[child])
    sys.modules["pytest"] = api
    module = ModuleType(stem)
    module.__file__ = os.path.join(os.getcwd(), f"{stem}.py")
    module.__dict__["__builtins__"] = {**vars(builtins), "__import__": importing(student, names)}
    sys.modules[stem] = module
    exec(_placed(marshal.loads(code), module.__file__), module.__dict__)
    return module


def _placed(code: types.CodeType, path: str) -> types.CodeType:
    """The same code, of this file."""
    inner = tuple(_placed(c, path) if isinstance(c, types.CodeType) else c for c in code.co_consts)
    return code.replace(co_filename=path, co_consts=inner)


def _cases(module: ModuleType, home: Any, function: Callable[..., Any]) -> Iterator[Case]:
    """A label and the arguments of each run: every combination of parameters, of the test and of fixtures."""
    choices: list[list[Case]] = []
    for one in api.marks_of(function, home, module):
        if one.name == "parametrize":
            choices.append(_sets(*one.args, **one.named))
    known = named_fixtures(module, home)
    for name in _reached(known, function):
        params = getattr(known[name], FIXTURE).get("params")
        if params is not None:
            choices.append([(_id(value, name, n), {f"={name}": value}) for n, value in enumerate(params)])
    for chosen in itertools.product(*reversed(choices)):
        label = "-".join(label for label, _ in chosen)
        yield f"[{label}] " if label else "", {k: v for _, given in chosen for k, v in given.items()}


def _sets(argnames: Any, argvalues: Any, ids: Any = None, **_: object) -> list[Case]:
    names = [name.strip() for name in argnames.split(",")] if isinstance(argnames, str) else list(argnames)
    found = []
    for number, one in enumerate(argvalues):
        whole = one.values if isinstance(one, api.param) else (one if len(names) > 1 else (one,))
        given = dict(zip(names, whole, strict=True))
        label = "-".join(_id(value, name, number) for name, value in given.items())
        if callable(ids):
            label = "-".join(str(ids(value)) for value in given.values())
        elif ids is not None:
            label = str(list(ids)[number])
        if isinstance(one, api.param) and one.id is not None:
            label = one.id
        found.append((label, given))
    return found


def _id(value: object, name: str, number: int) -> str:
    if value is None or isinstance(value, (str, int, float, bool)):
        return str(value)[:60]
    return f"{name}{number}"


def _reached(known: dict[str, Any], function: Callable[..., Any]) -> list[str]:
    """The fixtures of the file that a test asks for, or that all tests get, and those that they ask for."""
    found: list[str] = []
    waiting = [name for name, one in known.items() if getattr(one, FIXTURE).get("autouse")]
    waiting += list(wanted(function))
    waiting += [str(name) for one in api.marks_of(function) if one.name == "usefixtures" for name in one.args]
    while waiting:
        name = waiting.pop(0)
        if name in known and name not in found:
            found.append(name)
            waiting += list(wanted(known[name]))
    return found


def _once(module: ModuleType, home: Any, name: str, given: dict[str, Any]) -> None:
    """One run: fixtures, the test, and their end."""
    if inspect.isclass(home) and issubclass(home, unittest.TestCase):
        home.setUpClass()
        home(name).debug()
        home.tearDownClass()
        return
    instance = home() if home is not None else None
    function = getattr(instance if instance is not None else module, name)
    params = {key[1:]: value for key, value in given.items() if key.startswith("=")}
    known = named_fixtures(module, instance)
    fixtures = Fixtures(known, params)
    try:
        for one in _reached(known, function):
            fixtures.get(one)
        getattr(instance, "setup_method", _nothing)()
        function(**fixtures.arguments(function, given))
    finally:
        getattr(instance, "teardown_method", _nothing)()
        fixtures.end()


def _nothing() -> None:
    return None


def _steps(error: BaseException) -> Iterator[TracebackType]:
    step = error.__traceback__
    while step is not None:
        yield step
        step = step.tb_next


def _file(step: TracebackType) -> str:
    return os.path.basename(step.tb_frame.f_code.co_filename)
