"""Find the module that a test file tests: the one of its imports that lies near it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader import syntax
from grader.errors import AuthoringError, UsageError
from grader.messages import author as said
from grader.safe import shown


@dataclass(frozen=True)
class Tested:
    """A module, and the names by which a test file imports it."""

    file: Path
    names: set[str]


def tested(test: Path, root: Path, solution: Path | None = None) -> Tested:
    """Return the module that a test file tests. UsageError if there is none, or if there are several."""
    try:
        tree = syntax.parse(test.read_text("utf-8"), str(test))
    except (OSError, SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise AuthoringError(f"{shown(test)}:{line}: the tests cannot be read: {error}") from error
    found: dict[Path, set[str]] = {}
    for name in _names(tree):
        file = _file(name, test, root)
        if file is not None and file.resolve() != test.resolve():
            found.setdefault(file.resolve(), set()).add(name)
    if solution is not None:
        path = solution.resolve()
        return Tested(path, found.get(path) or {path.stem})
    if len(found) != 1:
        raise UsageError(*said.which_module(shown(test), [shown(file.name) for file in found]))
    file, names = next(iter(found.items()))
    return Tested(file, names)


def _names(tree: ast.Module) -> Iterator[str]:
    """Every name that can be a module's, the longest first."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module


def _file(name: str, test: Path, root: Path) -> Path | None:
    """The file of a module: beside the tests, above them, or in ``src`` there."""
    above = [test.parent, *test.parent.parents]
    near = above[: above.index(root) + 2] if root in above else above[:2]
    inner = Path(*name.split(".")).with_suffix(".py")
    for folder in near:
        for place in (folder / inner, folder / "src" / inner):
            if place.is_file():
                return place
    return None
