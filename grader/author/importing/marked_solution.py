"""Mark in a plain module what students write: the bodies of the functions that are asked for."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from grader import syntax
from grader.author.static import shown as short
from grader.messages import author as said

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def marked(file: Path, source: str, asked: Collection[str]) -> tuple[str, list[str]]:
    """Return the module with its regions, and what has to be looked at.

    ``asked`` are the names that tests use: what they name stays, with a docstring; other definitions vanish
    from the stub.
    """
    notes = list(_siblings(file, source))
    if BEGIN in source:
        return source, notes
    lines = source.split("\n")
    edits: list[tuple[int, int, list[str]]] = []
    for node in syntax.parse(source, str(file)).body:
        if isinstance(node, Function | ast.ClassDef) and node.name in asked:
            for function in _functions(node):
                edits += _body(lines, function)
                if ast.get_docstring(function) is None:
                    notes.append(said.no_docstring(short(file), function.lineno, function.name))
        elif isinstance(node, Function | ast.ClassDef | ast.If):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
            edits.append((first, node.end_lineno or first, [BEGIN, *_span(lines, first, node), END]))
    for first, last, text in sorted(edits, reverse=True):
        lines[first - 1 : last] = text
    return "\n".join(lines).rstrip() + "\n", notes


def _siblings(file: Path, source: str) -> Iterator[str]:
    """Complaints about imports that a submission cannot have."""
    for node in ast.walk(syntax.parse(source, str(file))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = ["." * node.level + (node.module or "")]
        for name in names:
            if name.partition(".")[0] not in sys.stdlib_module_names:
                yield said.sibling(short(file), getattr(node, "lineno", 1), name)


def _functions(node: ast.stmt) -> Iterator[Function]:
    if isinstance(node, Function):
        yield node
    elif isinstance(node, ast.ClassDef):
        yield from (below for below in node.body if isinstance(below, Function))


def _span(lines: list[str], first: int, node: ast.stmt) -> list[str]:
    return lines[first - 1 : node.end_lineno or first]


def _body(lines: list[str], node: Function) -> list[tuple[int, int, list[str]]]:
    """The edit that puts a function's body into a region, behind its docstring."""
    has_doc = ast.get_docstring(node) is not None
    statements = node.body[1:] if has_doc else node.body
    if not statements:
        return []
    first, last = statements[0], statements[-1].end_lineno or statements[-1].lineno
    begin = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))])
    margin = " " * (node.col_offset + 4)
    head: list[str] = []
    text = lines[begin - 1 : last]
    before = lines[first.lineno - 1][: first.col_offset]
    if before.strip():  # the body stands on the line of the head
        head, text = [before.rstrip()], [margin + lines[first.lineno - 1][first.col_offset :]]
        text += lines[first.lineno : last]
    else:
        margin = before
        begin = (node.body[0].end_lineno or begin) + 1 if has_doc else begin
        text = lines[begin - 1 : last]
    doc = [] if has_doc else [f'{margin}"""Do what the tests of {node.name} ask for."""']
    return [(begin, last, [*head, *doc, margin + BEGIN, *text, margin + END])]
