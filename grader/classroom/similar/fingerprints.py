"""What of a program stays when names, comments, layout and the order of its functions change.

Theory of operation
-------------------
A program is read as a tree and written down as a row of words: kinds of statements and expressions, names
that come from elsewhere (``os.fork``, ``range``) as they are, and own names all alike. Every
:data:`LENGTH` words in a row are one fingerprint, so a function that stands elsewhere has the same ones.
What does not parse is read token by token.
"""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator
from typing import Final

from grader import syntax

#: As many words in a row make a fingerprint: about two statements.
LENGTH: Final = 14
#: More is not looked at.
MOST_WORDS: Final = 40_000

#: A word, and the line that it stands in.
Word = tuple[str, int]
#: A fingerprint to the lines that it covers, each time it occurs.
Fingerprints = dict[int, list[tuple[int, int]]]


def fingerprints(source: str) -> Fingerprints:
    """Return the fingerprints of a program."""
    found: Fingerprints = {}
    for row in rows(source):
        for at in range(len(row) - LENGTH + 1):
            part = row[at : at + LENGTH]
            lines = [line for _, line in part if line]
            place = (min(lines, default=0), max(lines, default=0))
            found.setdefault(hash(tuple(word for word, _ in part)), []).append(place)
    return found


def rows(source: str) -> list[list[Word]]:
    """Return the rows of words of a program: one for each definition, and one for what stands beside them."""
    if (tree := syntax.parse_or_none(source)) is None:
        return [_tokens(source)]
    reader = _Reader(tree)
    try:
        parts = [[*reader.words(node)] for node in tree.body if isinstance(node, _DEFINITIONS)]
        parts.append(
            [w for n in tree.body if not isinstance(n, (*_DEFINITIONS, *_IMPORTS)) for w in reader.words(n)]
        )
    except RecursionError:
        return [_tokens(source)]
    return [row[:MOST_WORDS] for row in parts]


_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS: Final = (ast.Import, ast.ImportFrom)
_SILENT: Final = (ast.Load, ast.Store, ast.Del, ast.Expr, ast.arguments, ast.TypeIgnore)


class _Reader:
    """Writes the parts of a tree down as words."""

    def __init__(self, tree: ast.Module) -> None:
        imported = {
            (alias.asname or alias.name).partition(".")[0]: alias.name if alias.asname else ""
            for node in ast.walk(tree)
            if isinstance(node, _IMPORTS)
            for alias in node.names
        }
        self._foreign = dict.fromkeys(dir(builtins), "") | imported

    def words(self, node: ast.AST, line: int = 0) -> Iterator[Word]:
        """Yield the words of a node and of all below it; docstrings and annotations say nothing."""
        line = getattr(node, "lineno", line)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        word = self._word(node)
        if word:
            yield word, line
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_comment", "decorator_list", "type_params"):
                continue
            for below in value if isinstance(value, list) else [value]:
                if isinstance(below, ast.AST):
                    yield from self.words(below, line)

    def _word(self, node: ast.AST) -> str:
        if isinstance(node, ast.Name):
            return (self._foreign[node.id] or node.id) if node.id in self._foreign else "name"
        if isinstance(node, ast.Attribute):
            return f".{node.attr}"
        if isinstance(node, ast.Constant):
            return type(node.value).__name__
        return "" if isinstance(node, _SILENT) else type(node).__name__


def _tokens(source: str) -> list[Word]:
    """Return the words of a text that is no program."""
    found: list[Word] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NAME:
                text = token.string
                known = keyword.iskeyword(text) or hasattr(builtins, text)
                found.append((text if known else "name", token.start[0]))
            elif token.type in (tokenize.OP, tokenize.NUMBER, tokenize.STRING):
                word = token.string if token.type == tokenize.OP else tokenize.tok_name[token.type]
                found.append((word, token.start[0]))
            if len(found) == MOST_WORDS:
                break
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return found
