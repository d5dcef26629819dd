"""Mistakes of a suite's author that can be seen by reading: each with its file and line.

A mistake that is found here never reaches a box, where it would look like the submission's own.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import dis
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Final

from grader import syntax
from grader.messages import suite as told
from grader.testing.extract import SENT_MARKS, SHARED, module_text
from grader.verdict import Verdict

_ALWAYS: Final = frozenset({*dir(builtins), "__name__", "__file__", "__doc__", "__spec__", "__annotations__"})
_LOADS: Final = ("LOAD_GLOBAL", "LOAD_NAME")
_STORES: Final = ("STORE_GLOBAL", "STORE_NAME")
_ASKS: Final = frozenset({"blame", "start_method", "keeps", "wall_seconds", "writes", "schedule"})
_KEYWORDS: Final = {
    "call": _ASKS,
    "play": _ASKS,
    "schedules": (_ASKS - {"schedule"}) | {"held_back", "random", "haste", "preemptions", "finely"},
    "run": _ASKS | {"stdin"},
}
_DOORS: Final = ("grader.testing", "grader.scenario")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Fault = tuple[int, str]


@dataclass(frozen=True)
class Contract:
    """What the files of a suite are compared with."""

    functions: Collection[str]
    start_methods: Collection[str]
    diagnoses: Collection[str]


@dataclass
class _Suite:
    """One file, and the definitions that it can name."""

    file: Path
    tree: ast.Module
    known: Contract
    shared: dict[str, ast.stmt] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own = {node.name: node for node in self.tree.body if isinstance(node, Function | ast.ClassDef)}
        self.definitions: dict[str, ast.stmt] = {**self.shared, **self.own}


def faults(folder: Path, known: Contract) -> list[str]:
    """Return one sentence ``FILE:LINE: ...`` for each mistake in the suite of one exercise.

    A file that cannot be parsed is left to whoever imports it.
    """
    shared = _parsed(folder / f"{SHARED}.py")
    named: dict[str, ast.stmt] = {}
    for node in shared.body if shared is not None else ():
        if isinstance(node, Function | ast.ClassDef):
            named[node.name] = node
    found: list[str] = []
    for name in (SHARED, "test_public", "test_hidden"):
        file = folder / f"{name}.py"
        tree = shared if name == SHARED else _parsed(file)
        if tree is not None:
            suite = _Suite(file, tree, known, named if name != SHARED else {})
            found += [f"{file}:{line}: {said}" for line, said in sorted({*_of(suite)})]
    return found


def _parsed(file: Path) -> ast.Module | None:
    try:
        return syntax.parse_or_none(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _of(suite: _Suite) -> Iterator[Fault]:
    yield from _doors(suite)
    yield from _definitions(suite)
    yield from _what_does_not_travel(suite)
    for node in ast.walk(suite.tree):
        if isinstance(node, ast.Call):
            yield from _call(suite, node)
    for node in suite.own.values():
        if isinstance(node, ast.FunctionDef) and _mark(node) == "scenario":
            yield from _students_names(suite, node)


def _doors(suite: _Suite) -> Iterator[Fault]:
    """Imports of forklore other than by the two doors."""
    for node in ast.walk(suite.tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if name.split(".")[0] == "grader" and not name.endswith(f".{SHARED}") and name not in _DOORS:
                yield getattr(node, "lineno", 1), told.wrong_door(name)


def _mark(node: ast.stmt) -> str:
    """Which mark a definition has: ``scenario``, ``in_box``, ``check``, or none."""
    for decorator in getattr(node, "decorator_list", ()):
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = bare.attr if isinstance(bare, ast.Attribute) else getattr(bare, "id", "")
        if name in SENT_MARKS or name == "check":
            return str(name)
    return ""


def _definitions(suite: _Suite) -> Iterator[Fault]:
    top = [node for node in suite.tree.body if isinstance(node, Function | ast.ClassDef)]
    names = [node.name for node in top]
    for node in top:
        if names.count(node.name) > 1 and suite.own[node.name] is not node:
            yield node.lineno, told.defined_twice(node.name)
        if _mark(node) == "check":
            yield from _check(suite, node)
    for below in ast.walk(suite.tree):
        if isinstance(below, Function | ast.ClassDef) and (mark := _mark(below)) in SENT_MARKS:
            if below not in top:
                yield below.lineno, told.not_at_the_top(below.name, mark)
            elif mark == "scenario" and not isinstance(below, ast.FunctionDef):
                yield below.lineno, told.no_plain_function(below.name)
            elif mark == "scenario" and isinstance(below, ast.FunctionDef) and _takes(below)[1] < 1:
                yield below.lineno, told.no_student(below.name)


def _check(suite: _Suite, node: Function | ast.ClassDef) -> Iterator[Fault]:
    if not node.name.startswith("test_"):
        yield node.lineno, told.never_runs(node.name)
    if isinstance(node, ast.AsyncFunctionDef):
        yield node.lineno, told.check_is_async(node.name)
    for decorator in node.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            value = keyword.value
            if keyword.arg == "diagnosis":
                yield from _diagnosis(suite, value)
            if keyword.arg == "start_methods" and isinstance(value, ast.Tuple | ast.List):
                for one in value.elts:
                    if isinstance(one, ast.Constant) and one.value not in suite.known.start_methods:
                        yield one.lineno, told.no_start_method(one.value)
            if keyword.arg == "start_methods" and isinstance(value, ast.Constant):
                yield value.lineno, told.start_methods_in_a_tuple(value.value)


def _diagnosis(suite: _Suite, node: ast.expr | None) -> Iterator[Fault]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value not in suite.known.diagnoses:
            near = difflib.get_close_matches(node.value, list(suite.known.diagnoses), n=1)
            yield node.lineno, told.no_diagnosis(node.value, near)
    elif isinstance(node, ast.IfExp):
        yield from _diagnosis(suite, node.body)
        yield from _diagnosis(suite, node.orelse)


def _what_does_not_travel(suite: _Suite) -> Iterator[Fault]:
    """Names that code in the box uses, and that stay with the judge."""
    try:
        code = compile(module_text(str(suite.file)), str(suite.file), "exec", dont_inherit=True)
    except Exception:  # collection says what is wrong with such a file
        return
    codes = list(_codes(code))
    stored = {i.argval for one in codes for i in dis.get_instructions(one) if i.opname in _STORES}
    here = {
        target.id
        for node in suite.tree.body
        for target in ast.walk(node)
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    }
    for one in codes:
        for step in dis.get_instructions(one):
            name = step.argval
            if step.opname in _LOADS and name not in stored and name not in _ALWAYS:
                line = step.positions.lineno if step.positions is not None else None
                kind = suite.definitions.get(name)
                yield line or 1, told.stays_home(name, kind is not None, name in here)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType) and constant.co_name != "__annotate__":
            yield from _codes(constant)


def _call(suite: _Suite, node: ast.Call) -> Iterator[Fault]:
    match node.func:
        case ast.Name(id="expect"):
            yield from _diagnosis(suite, _argument(node, 2, "diagnosis"))
        case ast.Name(id="fail"):
            yield from _diagnosis(suite, _argument(node, 1, "diagnosis"))
        case ast.Attribute(value=ast.Name(id="submission"), attr=way) if way in _KEYWORDS:
            yield from _request(suite, node, way)


def _argument(node: ast.Call, index: int, name: str) -> ast.expr | None:
    named = [keyword.value for keyword in node.keywords if keyword.arg == name]
    return node.args[index] if len(node.args) > index else named[0] if named else None


def _request(suite: _Suite, node: ast.Call, way: str) -> Iterator[Fault]:
    for keyword in node.keywords:
        if keyword.arg is not None and keyword.arg not in _KEYWORDS[way]:
            yield keyword.value.lineno, told.no_keyword(way, keyword.arg)
        if keyword.arg == "blame" and isinstance(keyword.value, ast.Dict):
            for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                yield from _diagnosis(suite, value)
                if isinstance(key, ast.Constant) and key.value not in {*Verdict}:
                    yield key.lineno, told.no_verdict(key.value)
    first = node.args[0] if node.args else None
    if way == "call" and isinstance(first, ast.Constant) and first.value not in suite.known.functions:
        yield node.lineno, told.no_function(str(first.value), suite.known.functions)
    for argument in node.args[1:] if way != "run" else ():
        named = isinstance(argument, ast.Name) and argument.id in suite.own
        if named or isinstance(argument, ast.Lambda):
            yield argument.lineno, told.function_as_argument(ast.unparse(argument))
    if way in ("play", "schedules") and isinstance(first, ast.Name):
        yield from _played(suite, node, first)


def _played(suite: _Suite, node: ast.Call, first: ast.Name) -> Iterator[Fault]:
    scene = suite.definitions.get(first.id)
    if scene is None:
        return
    if _mark(scene) != "scenario":
        yield first.lineno, told.no_scenario(first.id)
    elif isinstance(scene, ast.FunctionDef) and not any(isinstance(a, ast.Starred) for a in node.args):
        least, most = _takes(scene)
        given = len(node.args) - 1
        if not least - 1 <= given <= most - 1:
            yield node.lineno, told.wrong_number(first.id, given, least - 1)


def _takes(node: ast.FunctionDef) -> tuple[int, int]:
    """How few and how many positional arguments a function takes."""
    count = len(node.args.posonlyargs) + len(node.args.args)
    return count - len(node.args.defaults), 1 << 30 if node.args.vararg else count


def _students_names(suite: _Suite, node: ast.FunctionDef) -> Iterator[Fault]:
    """Functions of the submission that a scenario asks for, and that the contract does not name."""
    first = [*node.args.posonlyargs, *node.args.args][:1]
    for below in ast.walk(node) if first else ():
        if isinstance(below, ast.Attribute) and isinstance(below.value, ast.Name):
            wrong = below.attr not in (*suite.known.functions, "module")
            if below.value.id == first[0].arg and wrong:
                yield below.lineno, told.no_function(below.attr, suite.known.functions)
