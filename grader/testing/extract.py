"""Scenarios: which lines of a suite travel into the box.

A scenario may stand in a test module, or in the suite's ``scenes.py``, which both of its test modules share.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import functools
import marshal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import syntax
from grader.errors import AuthoringError
from grader.runner.request import FOLDER

SENT_MARKS = frozenset({"scenario", "in_box"})
#: A suite's own module for what both of its test modules use.
SHARED = "scenes"
#: What is sent begins with this: annotations may name what stays with the judge.
HEAD = "from __future__ import annotations"
KEPT_HOME = ("grader.testing", "pytest", "grader.evidence", "grader.verdict")


@dataclass(frozen=True)
class Scene:
    """A function of a suite that runs in the box."""

    name: str
    file: str
    form: Any = object
    """The form of what it gives back; see ``grader.testing.claims``."""


@functools.cache
def modules(file: str) -> tuple[str, dict[str, str]]:
    """The module in the box that holds the scenarios of ``file``, and all modules to send, in load order."""
    shared = Path(file).with_name(f"{SHARED}.py")
    if Path(file) == shared:
        return SHARED, {SHARED: module_text(file)}
    text = module_text(file)
    uses = f"from {SHARED} import" in text
    return "scene", {**({SHARED: module_text(str(shared))} if uses else {}), "scene": text}


@functools.cache
def compiled(name: str, text: str) -> str:
    """The code of a module of the suite, marshalled, in base64: the box has the same interpreter."""
    code = compile(text, f"/work/{FOLDER}/{name}.py", "exec", dont_inherit=True)
    return base64.b64encode(marshal.dumps(code)).decode("ascii")


@functools.cache
def module_text(file: str) -> str:
    """The part of a suite that runs in the box, at its own line numbers.

    Imports other than those of the judge's side, and what is marked ``@scenario`` or ``@in_box``.
    Raises AuthoringError if the suite does not parse.
    """
    text = Path(file).read_text(encoding="utf-8")
    try:
        tree = syntax.parse(text)
    except SyntaxError as error:
        raise AuthoringError(f"{file} does not parse: {error}") from error
    lines = text.split("\n")
    _refuse_shared_lines(tree, file)
    kept = [""] * len(lines)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and _is_shared(node):
            kept[node.lineno - 1] = _import_in_box(node, Path(file).with_name(f"{SHARED}.py"))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            if not _stays_home(node):
                _keep(lines, kept, node.lineno, node.end_lineno or node.lineno)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and _is_sent(node):
            others = [d for d in node.decorator_list if not _is_mark(d)]
            first = min([node.lineno, *(d.lineno for d in others)])
            _keep(lines, kept, first, node.end_lineno or first)
    kept[0] = f"{HEAD}; {kept[0]}" if kept[0] else HEAD
    return "\n".join(kept) + "\n"


def _keep(lines: list[str], kept: list[str], first: int, last: int) -> None:
    kept[first - 1 : last] = lines[first - 1 : last]


def _stays_home(node: ast.Import | ast.ImportFrom) -> bool:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(name == home or name.startswith(home + ".") for name in names for home in KEPT_HOME)


def _is_shared(node: ast.ImportFrom) -> bool:
    """Whether it imports from ``scenes.py`` beside the suite, by that name or as a module of a package."""
    return (node.module or "").rpartition(".")[2] == SHARED


def _import_in_box(node: ast.ImportFrom, shared: Path) -> str:
    """The import as it has to read in the box: of those names only that are there."""
    there = {
        below.name
        for below in syntax.parse(shared.read_text(encoding="utf-8")).body
        if isinstance(below, (ast.FunctionDef, ast.ClassDef)) and _is_sent(below)
    }
    names = [f"{a.name} as {a.asname}" if a.asname else a.name for a in node.names if a.name in there]
    return f"from {SHARED} import {', '.join(names)}" if names else ""


def _refuse_shared_lines(tree: ast.Module, file: str) -> None:
    """Whole lines travel: two statements on one line could not be told apart."""
    ends = 0
    for node in tree.body:
        if node.lineno <= ends:
            raise AuthoringError(f"{file}:{node.lineno}: put one statement on a line.")
        ends = node.end_lineno or node.lineno


def _is_mark(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in SENT_MARKS


def _is_sent(node: ast.FunctionDef | ast.ClassDef) -> bool:
    return any(_is_mark(decorator) for decorator in node.decorator_list)


@contextlib.contextmanager
def beside(suite: Path) -> Iterator[None]:
    """Let ``scenes`` be the module of this folder, and no other suite's."""
    sys.modules.pop(SHARED, None)
    sys.path.insert(0, str(suite))
    try:
        yield
    finally:
        sys.path.remove(str(suite))
        sys.modules.pop(SHARED, None)
