"""Derive the stub that students get from a solution.

Regions between ``# BEGIN SOLUTION`` and ``# END SOLUTION`` vanish with their markers (nbgrader's own). A
function of which nothing but the docstring remains then raises NotImplementedError. Everything else
stays as it is, byte for byte.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path
from typing import Final

from grader import syntax
from grader.errors import AuthoringError

_BEGIN: Final = "# BEGIN SOLUTION"
_END: Final = "# END SOLUTION"
_ANY_MARKER: Final = re.compile(r"\b(BEGIN|END)\s+SOLUTION\b")
_DEFINITION: Final = re.compile(r"(def|class|async def)\b|@")
_RAISE: Final = "raise NotImplementedError"

#: A kept line with its number in the solution; the line is None where a region was.
_Line = tuple[int, str | None]


def derive_stub(source: str, name: str) -> str:
    """Return the stub of a solution; ``name`` stands for the file in an AuthoringError."""
    lines = source.split("\n")
    module = _parse(source, name)
    removed = _removed(source, lines, name)
    if not removed:
        raise AuthoringError(f"{name}: has no {_BEGIN}", "Mark what the student has to write.")
    raises = _raises(module, removed, name)
    kept: list[_Line] = []
    for number, line in enumerate(lines, 1):
        if number not in removed:
            kept.append((number, line))
        elif not kept or kept[-1][1] is not None:
            kept.append((number, None))
        if number in raises:
            kept.append((number, raises[number]))
    joined = _close_gaps(kept)
    stub = "\n".join(line for _, line in joined if line is not None).strip("\n") + "\n"
    _prove(stub, joined, name)
    return stub


def stub_of(solution: Path) -> str:
    """Return the stub of a solution on disk; an AuthoringError if it cannot be read or has no stub."""
    try:
        source = solution.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthoringError(f"{solution}: cannot be read: {error}") from error
    return derive_stub(source, str(solution))


def regions_of(source: str, name: str) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of the lines of a solution that a stub does not have, and of those after which it raises."""
    lines = source.split("\n")
    removed = _removed(source, lines, name)
    return removed, frozenset(_raises(_parse(source, name), removed, name))


def _parse(source: str, name: str) -> ast.Module:
    try:
        return syntax.parse(source)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise AuthoringError(f"{name}:{line}: the solution does not parse: {error}") from error


def _removed(source: str, lines: list[str], name: str) -> frozenset[int]:
    """Return the numbers of the lines in the regions, markers included."""
    markers = {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
        and token.string in (_BEGIN, _END)
        and token.line[: token.start[1]].strip() == ""
    }
    removed: set[int] = set()
    opened = 0
    for number, line in enumerate(lines, 1):
        marker = markers.get(number)
        if marker is None and _ANY_MARKER.search(line):
            raise AuthoringError(f"{name}:{number}: a marker must be {_BEGIN} or {_END} alone on its line")
        if marker == _BEGIN and opened:
            raise AuthoringError(f"{name}:{number}: {_BEGIN} inside the region begun at line {opened}")
        if marker == _END and not opened:
            raise AuthoringError(f"{name}:{number}: {_END} without {_BEGIN}")
        opened = number if marker == _BEGIN else opened
        if opened:
            removed.add(number)
        opened = 0 if marker == _END else opened
    if opened:
        raise AuthoringError(f"{name}:{opened}: {_BEGIN} without {_END}")
    return frozenset(removed)


def _raises(module: ast.Module, removed: frozenset[int], name: str) -> dict[int, str]:
    """Return the lines to add, by the number of the docstring's last line."""
    raises: dict[int, str] = {}
    for node in ast.walk(module):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.lineno in removed:
            continue
        rest = [part for part in node.body if not _gone(part, removed)]
        if len(rest) == len(node.body):
            continue
        if not rest:
            raise AuthoringError(f"{name}:{node.lineno}: {node.name} keeps no docstring")
        if len(rest) == 1 and rest[0] is node.body[0] and ast.get_docstring(node) is not None:
            last = rest[0].end_lineno or rest[0].lineno
            raises[last] = " " * rest[0].col_offset + _RAISE
    return raises


def _gone(node: ast.stmt, removed: frozenset[int]) -> bool:
    return all(number in removed for number in range(node.lineno, (node.end_lineno or node.lineno) + 1))


def _close_gaps(kept: list[_Line]) -> list[_Line]:
    """Drop the places of the regions, with the blank lines around them made one gap."""
    result: list[_Line] = []
    index = 0
    while index < len(kept):
        end = index
        while end < len(kept) and not (kept[end][1] or "").strip():
            end += 1
        gap = kept[index:end]
        if any(line is None for _, line in gap):
            before = result[-1][1] if result else None
            after = kept[end][1] if end < len(kept) else None
            gap = [(kept[index][0], "")] * _blank_lines(gap, before, after)
        result += gap
        if end < len(kept):
            result.append(kept[end])
        index = end + 1
    return result


def _blank_lines(gap: list[_Line], before: str | None, after: str | None) -> int:
    """Return how many blank lines belong where the gap is, as ruff would have them."""
    if before is None or after is None:
        return 0
    runs = "".join("|" if line is None else "." for _, line in gap).split("|")
    longest = max(len(run) for run in runs)
    if after[0].isspace():
        return min(longest, 1)
    if before[0].isspace() or _DEFINITION.match(after):
        return 2
    return min(longest, 2)


def _prove(stub: str, lines: list[_Line], name: str) -> None:
    try:
        syntax.parse(stub)
    except SyntaxError as error:
        at = min((error.lineno or 1), len(lines)) - 1
        raise AuthoringError(f"{name}:{lines[at][0]}: the stub does not parse here: {error.msg}") from error
