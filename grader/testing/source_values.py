"""What a submission's text says: the values that it may take for an end mark, its sizes, its parameters."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from typing import Any, Final

from grader import syntax, wire

#: How long a value may be, as text, that somebody writes for an end mark.
MARK: Final = 60
#: A larger number is no size of which a text speaks.
LARGEST: Final = 1 << 32
#: What a text makes sizes with.
OPERATORS: Final[dict[type[ast.operator], Callable[[int, int], int]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.LShift: operator.lshift,
    ast.Pow: operator.pow,
}


def parameters(source: str) -> list[str]:
    """The names of the submission's own parameters: a caller's keywords may have the same."""
    return sorted({node.arg for node in _nodes(source) if isinstance(node, ast.arg)})


def literals(source: str) -> list[Any]:
    """The short values in a submission's text, Python's own classes too: an end mark is one of them."""
    found: dict[str, Any] = {repr(value): value for node in _nodes(source) for value in _values(node)}
    return [one for one in found.values() if wire.decode(wire.encode(one)) == one]


def sizes(source: str, most: int) -> list[int]:
    """The numbers in a submission's text, ``1 << 16`` too, and those beside: how much it takes at once.

    The largest come first, as far as all of them together are at most ``most``.
    """
    found = {number for node in _nodes(source) if _is_short(node) and (number := _number(node)) is not None}
    beside = {size for number in found for size in range(number - 1, number + 2) if size > 0}
    chosen: list[int] = []
    for size in sorted(beside, reverse=True):
        if size <= most:
            chosen.append(size)
            most -= size
    return chosen


def _is_short(node: ast.AST) -> bool:
    """Whether this is an expression on one line, no longer than somebody writes for a mark."""
    if not isinstance(node, ast.expr) or node.lineno != node.end_lineno:
        return False
    return (node.end_col_offset or 0) - node.col_offset <= MARK


def _values(node: ast.AST) -> list[object]:
    """What a short expression always is, if it always is the same."""
    if not _is_short(node):
        return []
    if isinstance(node, (ast.Name, ast.Attribute)):
        name = node.id if isinstance(node, ast.Name) else node.attr
        return [wire.NAMED[name]] if name in wire.NAMED else []
    try:
        return [ast.literal_eval(node)]
    except (ValueError, TypeError):
        return []


def _number(node: ast.AST) -> int | None:
    """What a sum, product or power of numbers gives, if that is not too large."""
    match node:
        case ast.Constant(value=int(number)):
            return number if number <= LARGEST else None
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            one, two = _number(left), _number(right)
            if one is not None and two is not None and (two < 32 or type(op) not in (ast.LShift, ast.Pow)):
                result = OPERATORS[type(op)](one, two)
                return result if 0 <= result <= LARGEST else None
    return None


def _nodes(source: str) -> Iterator[ast.AST]:
    """The parts of a text but for its docstrings, and names of types in annotations and after ``except``."""
    rest: list[ast.AST | None] = [syntax.parse_or_none(source)]
    while rest:
        if (node := rest.pop()) is not None:
            yield node
            names = {getattr(node, place, None) for place in ("annotation", "returns", "type")}
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            rest += [child for child in ast.iter_child_nodes(node) if not docstring and child not in names]
