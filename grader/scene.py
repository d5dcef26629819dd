"""Scenarios: which lines of a suite travel into the box."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from pathlib import Path

from grader.errors import AuthoringError

SENT_MARKS = frozenset({"scenario", "in_box"})
KEPT_HOME = ("grader.testing", "pytest", "grader.evidence", "grader.verdict")


@dataclass(frozen=True)
class Scene:
    """A function of a suite that runs in the box."""

    name: str
    file: str


@functools.cache
def module_text(file: str) -> str:
    """The part of a suite that runs in the box, at its own line numbers.

    Imports other than those of the judge's side, and what is marked ``@scenario`` or ``@in_box``.
    Raises AuthoringError if the suite does not parse.
    """
    text = Path(file).read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise AuthoringError(f"{file} does not parse: {error}") from error
    lines = text.split("\n")
    _refuse_shared_lines(tree, file)
    kept = [""] * len(lines)
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if not _stays_home(node):
                _keep(lines, kept, node.lineno, node.end_lineno or node.lineno)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and _is_sent(node):
            others = [d for d in node.decorator_list if not _is_mark(d)]
            first = min([node.lineno, *(d.lineno for d in others)])
            _keep(lines, kept, first, node.end_lineno or first)
    return "\n".join(kept) + "\n"


def _keep(lines: list[str], kept: list[str], first: int, last: int) -> None:
    kept[first - 1 : last] = lines[first - 1 : last]


def _stays_home(node: ast.Import | ast.ImportFrom) -> bool:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(name == home or name.startswith(home + ".") for name in names for home in KEPT_HOME)


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
