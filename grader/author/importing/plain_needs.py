"""What tests need of their file, of pytest and of other modules, and which of it the box has not."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from grader.author.importing.plain_syntax import (
    Function,
    Test,
    is_fixture,
    is_unittest,
    mark_of,
    names_in,
    names_in_class,
    reached,
)
from grader.messages import author as said
from grader.scenario.plaintests import api

#: What the box has of ``pytest.``, and of pytest's own fixtures.
OFFERED: Final = frozenset(api.__all__)
FIXTURES: Final = frozenset({"tmp_path", "monkeypatch", "capsys", "request"})
_THERE: Final = frozenset({*sys.stdlib_module_names, "pytest"})


class Needs:
    """What tests need, and which of it the box has not."""

    def __init__(self, path: Path, parts: Sequence[tuple[Path, ast.stmt]], imports: set[str]) -> None:
        self._path, self._parts, self._imports = path, parts, imports
        self._fixtures = {n.name for _, n in parts if isinstance(n, Function) and is_fixture(n)}
        self.refused = [
            node
            for file, node in parts
            if isinstance(node, ast.Import | ast.ImportFrom) and self._of_import(file, node) is not None
        ]

    def problem(self, test: Test) -> tuple[Path, int, str] | None:
        """The first reason why a test cannot move: the file, the line, and why."""
        own = self._of_test(test)
        if own is not None:
            return own
        whole: ast.stmt = test.home if test.home is not None and is_unittest(test.home) else test.node
        names = names_in(whole) | (names_in_class(test.home) if test.home is not None else set())
        for file, node in [*reached(names - {"self", "cls"}, self._parts), (self._path, whole)]:
            found = self.of(file, node)
            if found is not None:
                return found
        return None

    def _of_test(self, test: Test) -> tuple[Path, int, str] | None:
        node = test.node
        if isinstance(node, ast.AsyncFunctionDef):
            return self._path, node.lineno, said.ASYNC
        decorators = [*(test.home.decorator_list if test.home else ()), *node.decorator_list]
        for decorator in decorators:
            name = mark_of(decorator)
            bare = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
            if bare.endswith(("patch", "patch.object", "patch.dict")):
                return self._path, decorator.lineno, said.MOCKED
            if name in ("skip", "skipif", "xfail"):
                return self._path, decorator.lineno, said.expected_to_fail(name)
            if "indirect" in [k.arg for k in getattr(decorator, "keywords", ())]:
                return self._path, decorator.lineno, said.INDIRECT
        given = {name for decorator in decorators for name in _parameters(decorator)} | {"self", "cls"}
        return self._of_arguments(self._path, node, given)

    def _of_arguments(self, file: Path, node: Function, given: set[str]) -> tuple[Path, int, str] | None:
        arguments = [*node.args.posonlyargs, *node.args.args]
        plain = arguments[: len(arguments) - len(node.args.defaults)]
        for argument in [*plain, *node.args.kwonlyargs]:
            name = argument.arg
            if name not in given | self._fixtures | FIXTURES:
                return file, argument.lineno, said.no_fixture(name)
        return None

    def of(self, file: Path, node: ast.stmt) -> tuple[Path, int, str] | None:
        """The first reason why a statement cannot be in the box."""
        if isinstance(node, ast.Import | ast.ImportFrom):
            return self._of_import(file, node)
        if isinstance(node, Function) and is_fixture(node):
            found = self._of_arguments(file, node, set())
            if found is not None:
                return found
        for below in ast.walk(node):
            if isinstance(below, ast.Import | ast.ImportFrom):
                found = self._of_import(file, below)
                if found is not None:
                    return found
            why = _of_expression(file, below)
            if why:
                return file, getattr(below, "lineno", node.lineno), why
        return None

    def _of_import(self, file: Path, node: ast.Import | ast.ImportFrom) -> tuple[Path, int, str] | None:
        if isinstance(node, ast.ImportFrom) and node.level:
            return file, node.lineno, said.RELATIVE
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        for name in names:
            whole = {f"{name}.{a.name}" for a in node.names} if isinstance(node, ast.ImportFrom) else set()
            if not ({name} | whole) & self._imports and name.partition(".")[0] not in _THERE:
                return file, node.lineno, said.no_module(name)
        if isinstance(node, ast.ImportFrom) and node.module == "pytest":
            for alias in node.names:
                if alias.name not in OFFERED:
                    return file, node.lineno, said.not_offered(alias.name)
        return None


def _parameters(decorator: ast.expr) -> list[str]:
    """The arguments that ``parametrize`` gives."""
    if mark_of(decorator) != "parametrize" or not isinstance(decorator, ast.Call):
        return []
    first = decorator.args[0] if decorator.args else next((k.value for k in decorator.keywords), None)
    if isinstance(first, ast.Constant):
        return [name.strip() for name in str(first.value).split(",")]
    return [str(e.value) for e in getattr(first, "elts", ()) if isinstance(e, ast.Constant)]


def _of_expression(file: Path, node: ast.AST) -> str:
    """Why an expression cannot be in the box, empty if it can."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "pytest":
        return "" if node.attr in OFFERED else said.not_offered(node.attr)
    if isinstance(node, ast.Name) and node.id == "__file__":
        return said.ITS_FOLDER
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) < 200:
        text = node.value
        if "\0" not in text and "\n" not in text and "." in text and (file.parent / text).is_file():
            return said.reads_file(text)
    return ""
