"""Read a plain pytest file: its tests, what each of them needs, and what cannot move into the box."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader import syntax
from grader.author.importing.plain_needs import Needs
from grader.author.importing.plain_syntax import Function, Test, is_free, is_unittest, mark_of
from grader.author.static import shown as short
from grader.messages import author as said


@dataclass
class PlainFile:
    """One test file with the ``conftest.py`` that goes with it."""

    path: Path
    tests: list[Test]
    parts: list[tuple[Path, ast.stmt]]
    """Every statement that a moved file may have, in order, and the file that it stands in."""
    left_out: list[str] = field(default_factory=list)
    """One sentence for each thing that cannot move."""


def read(path: Path, root: Path, imports: set[str]) -> PlainFile:
    """Read a test file; the modules in ``imports`` are the submission. SyntaxError if it does not parse."""
    conftests = [folder / "conftest.py" for folder in (root, *_between(root, path.parent))]
    parts: list[tuple[Path, ast.stmt]] = []
    found = PlainFile(path, [], parts)
    for file in dict.fromkeys([*(one for one in conftests if one.is_file()), path]):
        for node in syntax.parse(file.read_text("utf-8"), str(file)).body:
            if file != path and isinstance(node, Function) and node.name.startswith("pytest_"):
                found.left_out.append(said.hook(short(file), node.lineno, node.name))
            else:
                parts.append((file, node))
    tests = list(_tests(path, parts))
    needs = Needs(path, parts, imports)
    for test in tests:
        why = needs.problem(test)
        if why is None:
            found.tests.append(test)
            found.left_out += [said.not_a_number(short(path), test.odd, test.name)] if test.odd else []
        else:
            found.left_out.append(said.test_stays(short(why[0]), *why[1:], test.name))
    bad: list[ast.stmt] = [*needs.refused]
    for file, node in parts:
        why = _of_free(file, node, needs) if is_free(node) else None
        if why is not None:
            bad.append(node)
            found.left_out.append(said.statement(short(why[0]), *why[1:]))
    found.parts[:] = [(file, node) for file, node in parts if node not in bad]
    return found


def _of_free(file: Path, node: ast.stmt, needs: Needs) -> tuple[Path, int, str] | None:
    if ast.unparse(node).startswith("sys.path."):
        return file, node.lineno, said.SEARCH
    return needs.of(file, node)


def _between(root: Path, folder: Path) -> list[Path]:
    """The folders from the root down to a folder."""
    try:
        inner = folder.relative_to(root).parts
    except ValueError:
        return [folder]
    return [root.joinpath(*inner[: number + 1]) for number in range(len(inner))]


def _tests(path: Path, parts: Sequence[tuple[Path, ast.stmt]]) -> Iterator[Test]:
    usual = True if "public" in path.stem else False if "hidden" in path.stem else None
    for file, node in parts:
        if file != path:
            continue
        if isinstance(node, Function) and node.name.startswith("test"):
            yield _test(node, None, usual)
        elif isinstance(node, ast.ClassDef) and (node.name.startswith("Test") or is_unittest(node)):
            for below in node.body:
                if isinstance(below, Function) and below.name.startswith("test"):
                    yield _test(below, node, usual)


def _test(node: Function, home: ast.ClassDef | None, usual: bool | None) -> Test:
    public, points, odd = usual, None, 0
    for decorator in [*(home.decorator_list if home is not None else ()), *node.decorator_list]:
        name = mark_of(decorator)
        if name in ("public", "hidden"):
            public = name == "public"
        if name == "points" and isinstance(decorator, ast.Call) and decorator.args:
            value = decorator.args[0]
            number = value.value if isinstance(value, ast.Constant) else None
            points = float(number) if isinstance(number, int | float) and number >= 0 else None
            odd = decorator.lineno if points is None else 0
    whole = node.name if home is None else f"{home.name}.{node.name}"
    return Test(whole, node, home, public, points, odd)
