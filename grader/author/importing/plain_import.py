"""Write the exercise that a plain pytest file and the module that it tests make."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from grader import syntax
from grader.author.importing import written
from grader.author.importing.found_modules import Tested, tested
from grader.author.importing.marked_solution import marked
from grader.author.importing.plain_source import PlainFile, read
from grader.author.importing.plain_syntax import Test
from grader.author.importing.suite_text import check_module, plain_module, used_names
from grader.author.static import shown as short
from grader.errors import AuthoringError, UsageError
from grader.exercise import REGISTRATION
from grader.messages import author as said
from grader.safe import shown

#: Points are shared in these parts: sums of them are exact.
PART: Final = 0.25


@dataclass(frozen=True)
class Wanted:
    """What the command line says."""

    topic: str
    points: float | None = None
    unmarked: str = "hidden"
    solution: Path | None = None


@dataclass
class Imported:
    """What was written for one exercise, and what has to be looked at."""

    slug: str
    files: list[Path]
    notes: list[str] = field(default_factory=list)


def import_pytest(path: Path, wanted: Wanted) -> list[Imported]:
    """Write an exercise for each module that the test files here test. UsageError if there are none."""
    if not path.exists():
        raise UsageError(*said.not_there(shown(path)))
    files = [path] if path.is_file() else _test_files(path)
    if not files:
        raise UsageError(*said.no_test_files(shown(path)))
    root = path if path.is_dir() else path.parent
    by_module: dict[Path, list[tuple[Path, Tested]]] = {}
    for file in files:
        found = tested(file, root, wanted.solution)
        by_module.setdefault(found.file, []).append((file, found))
    return [_exercise(root, module, group, wanted) for module, group in by_module.items()]


def _test_files(folder: Path) -> list[Path]:
    names = sorted({*folder.rglob("test_*.py"), *folder.rglob("*_test.py")})
    return [path for path in names if not _is_private(path.relative_to(folder))]


def _is_private(inner: Path) -> bool:
    """Whether a file lies in a folder such as ``.venv`` or ``__pycache__``."""
    return any(part.startswith((".", "_")) for part in inner.parts[:-1])


def _exercise(root: Path, module: Path, group: Sequence[tuple[Path, Tested]], wanted: Wanted) -> Imported:
    slug = written.slug_of(module.stem)
    imports = sorted({name for _, found in group for name in found.names})
    try:
        read_files = [read(file, root, found.names) for file, found in group]
        source = module.read_text("utf-8")
        used = {name for file in read_files for name in used_names(file, set(imports))}
        asked = [name for name in _defined(source) if name in used]
        solution, notes = marked(module, source, asked)
    except (OSError, SyntaxError, ValueError) as error:
        raise AuthoringError(f"{shown(module)} or its tests cannot be read: {error}") from error
    tests = [test for file in read_files for test in file.tests]
    if not tests or not asked:
        first = next((note for file in read_files for note in file.left_out), "")
        raise UsageError(said.nothing_moves(shown(group[0][0]), first))
    notes = [note for file in read_files for note in file.left_out] + notes
    notes += _publish(read_files, wanted.unmarked)
    points = _points(tests, wanted.points)
    suite: dict[str, str] = {}
    sides = {"public": True, "hidden": False}
    for side, public in sides.items():
        named: list[tuple[str, PlainFile]] = []
        for number, file in enumerate(read_files, 1):
            if any(test.public is public for test in file.tests):
                name = f"pytest_{side}{'' if number == 1 else f'_{number}'}.py"
                suite[name] = plain_module(file, public)
                named.append((name, file))
        others = [name for name in imports if name != slug]
        suite[f"test_{side}.py"] = check_module(slug, side, named, points, others)
    titles = [test.title for test in tests]
    registration = written.registration(slug, wanted.topic, sum(points.values()), asked, titles)
    files = written.write(slug, wanted.topic, solution, {**suite, REGISTRATION: registration})
    return Imported(slug, files, notes)


def _defined(source: str) -> list[str]:
    """The functions and classes of a module, in order."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node.name for node in syntax.parse(source).body if isinstance(node, kinds)]


def _publish(files: Sequence[PlainFile], unmarked: str) -> list[str]:
    """Decide which tests students see; where none is, the first one is made public."""
    tests = [(file, test) for file in files for test in file.tests]
    for _, test in tests:
        test.public = unmarked == "public" if test.public is None else test.public
    if any(test.public for _, test in tests):
        return []
    file, first = tests[0]
    first.public = True
    return [said.made_public(short(file.path), first.node.lineno, first.name)]


def _points(tests: Sequence[Test], total: float | None) -> dict[int, float]:
    """The points of each test, by its identity: what a mark says, and even shares of the rest."""
    open_tests = [test for test in tests if test.points is None]
    if total is None or not open_tests:
        return {id(test): 1.0 if test.points is None else test.points for test in tests}
    left = total - sum(test.points or 0.0 for test in tests)
    parts = round(left / PART)
    if parts < len(open_tests):
        raise UsageError(*said.too_few_points(total, PART))
    each, more = divmod(parts, len(open_tests))
    shares = {id(test): (each + (number < more)) * PART for number, test in enumerate(open_tests)}
    return {id(test): shares.get(id(test), test.points or 0.0) for test in tests}
