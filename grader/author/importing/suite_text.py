"""The texts of an imported suite: the plain tests of one side, and the checks that run them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence, Set

from grader.author.importing.plain_source import PlainFile
from grader.author.importing.plain_syntax import (
    OURS,
    Function,
    Test,
    is_free,
    is_future,
    is_unittest,
    mark_of,
    names_in,
    names_in_class,
    reached,
)


def used_names(file: PlainFile, imports: set[str]) -> set[str]:
    """The names of the module that its tests use: those imported from it, and attributes of it."""
    found: set[str] = set()
    short: set[str] = set()
    for _, node in file.parts:
        for below in ast.walk(node):
            if isinstance(below, ast.ImportFrom) and below.module in imports:
                found |= {alias.name for alias in below.names}
            elif isinstance(below, ast.ImportFrom):
                short |= {a.asname or a.name for a in below.names if f"{below.module}.{a.name}" in imports}
            elif isinstance(below, ast.Import):
                short |= {a.asname or a.name for a in below.names if a.name in imports}
    for _, node in file.parts:
        for below in ast.walk(node):
            if isinstance(below, ast.Attribute) and ast.unparse(below.value) in short:
                found.add(below.attr)
            elif isinstance(below, ast.Name) and "*" in found:
                found.add(below.id)
    return found


def plain_module(file: PlainFile, public: bool) -> str:
    """The part of a test file that holds the tests of one side, with what they need, as it is written."""
    tests = [test for test in file.tests if test.public is public]
    names: set[str] = set()
    for test in tests:
        names |= names_in(test.node) | (names_in_class(test.home) if test.home is not None else set())
    others = [(path, node) for path, node in file.parts if not _holds_tests(node)]
    free = [node for path, node in others if path == file.path and is_free(node)]
    free += [node for _, node in others if is_future(node)]
    needed = [node for _, node in reached(names.union(*map(names_in, free)), others)]
    lines = {path: path.read_text("utf-8").split("\n") for path, _ in file.parts}
    texts = []
    for path, node in sorted(file.parts, key=lambda part: not is_future(part[1])):
        if node in needed or node in free:
            texts.append("\n".join(_lines(lines[path], node)))
        elif any(node in (test.node, test.home) for test in tests):
            texts.append("\n".join(_of_tests(lines[path], node, tests)))
    head = f'"""The {"public" if public else "hidden"} tests, as they stand in {file.path.name}."""'
    return _joined([head, *texts])


def _holds_tests(node: ast.stmt) -> bool:
    """Whether it is a test or a class of tests, moved or not."""
    named = isinstance(node, Function) and node.name.startswith("test")
    classed = isinstance(node, ast.ClassDef) and (node.name.startswith("Test") or is_unittest(node))
    return named or classed


def _lines(lines: Sequence[str], node: ast.stmt, without: Set[int] = frozenset()) -> list[str]:
    """The lines of a statement with its decorators, but for some."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    numbers = range(first, (node.end_lineno or first) + 1)
    return [lines[number - 1] for number in numbers if number not in without]


def _of_tests(lines: Sequence[str], node: ast.stmt, tests: Sequence[Test]) -> list[str]:
    """A test, or a class with the tests that are wanted, without the marks that have had their say."""
    without = _marks(node)
    for below in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(below, Function) and below.name.startswith("test"):
            if any(test.node is below for test in tests):
                without |= _marks(below)
            else:
                first = min([below.lineno, *(d.lineno for d in below.decorator_list)])
                without |= {*range(first, (below.end_lineno or first) + 1)}
    return _lines(lines, node, without)


def _marks(node: ast.stmt) -> set[int]:
    found: set[int] = set()
    for decorator in getattr(node, "decorator_list", ()):
        if mark_of(decorator) in OURS:
            found |= {*range(decorator.lineno, (decorator.end_lineno or decorator.lineno) + 1)}
    return found


def _joined(texts: Sequence[str]) -> str:
    """Put the parts together: imports in one block, definitions two lines apart."""
    whole = ""
    before = ""
    for text in dict.fromkeys(texts):
        small = any(
            all(re.match(kind, part) for part in (before, text)) for kind in (r"(import|from) ", r"\w+ *[:=]")
        )
        spaced = re.match(r"(def|class|async def)\b|@", text) or re.match(
            r"(def|class|async def)\b|@", before
        )
        gap = "" if not whole else "\n" if small else "\n\n\n" if spaced else "\n\n"
        whole, before = whole + gap + text.strip("\n"), text
    whole = re.sub(r"^(class .*:\n)\n+", r"\1", whole, flags=re.MULTILINE)
    return re.sub(r"\n{4,}", "\n\n\n", whole) + "\n"


def check_module(
    slug: str,
    side: str,
    files: Sequence[tuple[str, PlainFile]],
    points: Mapping[int, float],
    imports: Sequence[str],
) -> str:
    """The module of checks of one side: one for each test."""
    if not files:
        return f'"""{slug}: there are no {side} tests."""\n'
    parts = [f'"""{slug}: each {side} test is a check."""\n\n']
    parts.append("from grader.testing import PytestFile, Submission, check\n\n")
    more = f", imports={json.dumps(list(imports))}" if imports else ""
    taken: set[str] = set()
    for number, (name, _) in enumerate(files, 1):
        parts.append(f'{_constant(number)} = PytestFile(__file__, "{name}"{more})\n')
    for number, (_, file) in enumerate(files, 1):
        for test in file.tests:
            if test.public is not (side == "public"):
                continue
            own = _check_name(test, taken)
            title = test.title.replace("\\", "\\\\").replace('"""', "'''").rstrip('"')
            parts.append(
                f"\n\n@check(points={points[id(test)]:g})\ndef {own}(submission: Submission) -> None:\n"
                f'    """{title}"""\n    {_constant(number)}.passes("{test.name}", submission)\n'
            )
    return "".join(parts)


def _constant(number: int) -> str:
    return "TESTS" if number == 1 else f"TESTS_{number}"


def _check_name(test: Test, taken: set[str]) -> str:
    """A name for the check that no other has."""
    words = [test.node.name.removeprefix("test").strip("_")]
    if test.home is not None:
        words.insert(0, re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", test.home.name.removeprefix("Test")).lower())
    own = "_".join(["test", *words])
    name, number = own, 2
    while name in taken:
        name, number = f"{own}_{number}", number + 1
    taken.add(name)
    return name
