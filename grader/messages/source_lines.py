"""Which line of a submission a message is about: what the reader looks at first.

Theory of operation
-------------------
The message says it, best where something was raised; else it is where a process stood when it was ended. Else
the source is read: the first line that does what the misconception is about (the catalogue's ``look_at``).
Else it is where a process was forked, the function's last ``return``, or its head.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from grader import syntax
from grader.evidence import WaitRecord

_RAISED: Final = re.compile(r"\braised (?:\w+ )?at line (\d+)|\bline (\d+) raised\b")
_AT: Final = re.compile(r"\blines? (\d+)")
#: A value as Python writes it: what stands in it is about no line.
_QUOTED: Final = re.compile(r"""(?<!\w)[bru]?(['"])(?:\\.|(?!\1).)*(?:\1|\Z)""")
MOST_CHARACTERS: Final = 200
#: Before a word of ``look_at``: not the first line that does it, but the last one.
LAST: Final = "last "
#: Calls that ask a person. Where one is a function's last statement, the traceback stops in the debugger.
DEBUGGERS: Final = ("breakpoint", "set_trace")
#: Statements that ``look_at`` may name, besides calls.
STATEMENTS: Final[dict[str, type[ast.AST] | tuple[type[ast.AST], ...]]] = {
    "return": ast.Return,
    "except": ast.ExceptHandler,
    "finally": ast.Try,
    "lambda": ast.Lambda,
    "global": ast.Global,
    "while": ast.While,
    "for": (ast.For, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp),
    "if": ast.If,
    "with": ast.With,
    "def": ast.FunctionDef,
}


def line_of(
    message: str,
    waits: Iterable[WaitRecord],
    source: str,
    functions: Sequence[str],
    look_at: Sequence[str] = (),
    forked: int = 0,
) -> int:
    """Return the number of the line, counted from 1; 0 if the submission has none that tells anything."""
    plain, last = _QUOTED.sub("", message), len(source.splitlines())
    said = _RAISED.search(plain) or _AT.search(plain)
    stood = next((wait.line for wait in waits if wait.line and not wait.aside), 0)
    number = int(next(filter(None, said.groups()))) if said is not None else stood
    stops = DEBUGGERS if f"{DEBUGGERS[0]}()" in plain else ()
    number = number or _read(source, message, functions, (*look_at, *stops), forked)
    return number if 0 < number <= last else 0


def code_at(source: str, number: int) -> str:
    """Return the line without its indentation; empty for line 0."""
    return source.splitlines()[number - 1].strip()[:MOST_CHARACTERS] if number else ""


def _read(source: str, message: str, functions: Sequence[str], look_at: Sequence[str], forked: int) -> int:
    if (tree := syntax.parse_or_none(source)) is None:
        return 0
    nodes = [node for node in ast.walk(tree) if isinstance(node, (ast.stmt, ast.expr, ast.ExceptHandler))]
    for wanted in look_at:
        name = wanted.removeprefix(LAST)
        if found := [node.lineno for node in nodes if name in _names(node)]:
            return min(found) if name == wanted else max(found)
    heads = {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    there = [name for name in functions if name in heads]
    meant = next((name for name in there if re.search(rf"\b{name}\b", message)), "".join(there[:1]))
    if forked or not meant:
        return forked
    returns = [node.lineno for node in ast.walk(heads[meant]) if isinstance(node, ast.Return)]
    return max(returns, default=heads[meant].lineno)


def _names(node: ast.AST) -> Iterator[str]:
    """Yield what ``look_at`` may call a node: a call by its dotted name and each end of that, a statement."""
    if isinstance(node, ast.Call):
        called: ast.expr = node.func
        name = ""
        while isinstance(called, ast.Attribute):
            name = f"{called.attr}.{name}".rstrip(".")
            yield name
            called = called.value
        if isinstance(called, ast.Name):
            yield f"{called.id}.{name}".rstrip(".")
    yield from (word for word, kinds in STATEMENTS.items() if isinstance(node, kinds))
