"""What can be read off the statements of a plain test file: names, marks, fixtures, tests."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

Function = ast.FunctionDef | ast.AsyncFunctionDef
#: Marks that say something to the importer, and vanish from the file.
OURS: Final = frozenset({"public", "hidden", "points"})


@dataclass
class Test:
    """One test of a file."""

    name: str
    """``test_x`` or ``TestX.test_x``."""
    node: Function
    home: ast.ClassDef | None
    public: bool | None
    points: float | None
    odd: int = 0
    """The line of a mark whose points are no number."""

    @property
    def title(self) -> str:
        """What the learner reads: the docstring's first line, else the name in words."""
        doc = (ast.get_docstring(self.node) or "").strip().partition("\n")[0]
        words = self.node.name.removeprefix("test_").replace("_", " ")
        whole = words if self.home is None else f"{self.home.name.removeprefix('Test')}: {words}"
        return doc or f"{whole[:1].upper()}{whole[1:]}."


def is_unittest(node: ast.ClassDef) -> bool:
    """Whether a class is one of unittest's."""
    return any(ast.unparse(base).rpartition(".")[2] == "TestCase" for base in node.bases)


def mark_of(decorator: ast.expr) -> str:
    """The name of a ``pytest.mark``, empty for any other decorator."""
    bare = decorator.func if isinstance(decorator, ast.Call) else decorator
    text = ast.unparse(bare)
    return text.rpartition(".")[2] if text.startswith(("pytest.mark.", "mark.")) else ""


def names_in(node: ast.AST) -> set[str]:
    """Every name that a statement uses, names of fixtures included."""
    found: set[str] = set()
    for below in ast.walk(node):
        if isinstance(below, ast.Name):
            found.add(below.id)
        elif isinstance(below, ast.arg):
            found.add(below.arg)
        elif isinstance(below, ast.Call) and mark_of(below) == "usefixtures":
            found |= {str(a.value) for a in below.args if isinstance(a, ast.Constant)}
    return found


def names_in_class(home: ast.ClassDef) -> set[str]:
    """The names that a class needs besides its tests."""
    rest = [
        below for below in home.body if not (isinstance(below, Function) and below.name.startswith("test"))
    ]
    return set().union(*(names_in(below) for below in [*rest, *home.bases]))


def defined_by(node: ast.stmt) -> set[str]:
    """The names that a statement of a module gives a meaning."""
    if isinstance(node, Function | ast.ClassDef):
        return {node.name}
    if is_future(node):
        return set()
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(a.asname or a.name).partition(".")[0] for a in node.names}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def is_future(node: ast.stmt) -> bool:
    """Whether it is an import from ``__future__``, which stands first."""
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def is_free(node: ast.stmt) -> bool:
    """Whether a statement gives no name a meaning, and is no docstring."""
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return not docstring and not defined_by(node) and not is_future(node)


def is_autouse(node: ast.stmt) -> bool:
    """Whether a statement makes a fixture that every test gets."""
    decorators = getattr(node, "decorator_list", ())
    return any("fixture(" in (text := ast.unparse(d)) and "autouse=True" in text for d in decorators)


def reached(names: set[str], parts: Sequence[tuple[Path, ast.stmt]]) -> list[tuple[Path, ast.stmt]]:
    """The statements that these names need, in order; autouse fixtures and star imports always."""
    found = [part for part in parts if is_autouse(part[1]) or "*" in defined_by(part[1])]
    waiting = set(names).union(*(names_in(node) for _, node in found)) if found else set(names)
    grows = True
    while grows:
        more = [part for part in parts if part not in found and defined_by(part[1]) & waiting]
        found += more
        waiting |= {name for _, node in more for name in names_in(node)}
        grows = bool(more)
    return [part for part in parts if part in found]


def is_fixture(node: Function) -> bool:
    """Whether a function is a fixture."""
    names = {ast.unparse(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
    return bool(names & {"pytest.fixture", "fixture"})
