"""Python source as a tree, the same in every interpreter.

``ast.parse`` leaves out docstrings where ``PYTHONOPTIMIZE`` is 2, since Python 3.14. But stubs keep them, and
an exercise's texts stand in them.
"""

from __future__ import annotations

import ast
from typing import Final

#: What a text raises that is no Python, or nested more deeply than the parser can follow.
UNREADABLE: Final = (SyntaxError, ValueError, RecursionError, MemoryError)


def parse(source: str | bytes, name: str = "<unknown>") -> ast.Module:
    """Return the tree of a module. Raises what ``ast.parse`` raises; ``name`` is told then as its file."""
    tree = compile(source, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True, optimize=0)
    assert isinstance(tree, ast.Module)
    return tree


def parse_or_none(source: str) -> ast.Module | None:
    """Return the tree of a text by somebody else, None if it is unreadable.

    Of a submission, that is told where it is loaded.
    """
    try:
        return parse(source)
    except UNREADABLE:
        return None
