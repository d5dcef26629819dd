"""The layers of CONTRIBUTING.md: imports go down the list only; modules, functions and folders stay small."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader

GRADER = Path(grader.__file__).parent

#: From the ground up: what it is, and its modules and packages. CONTRIBUTING.md shows this table.
LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "pure data, no input or output",
        ("errors", "verdict", "limits", "syntax", "wire", "stream", "evidence", "report", ""),
    ),
    (
        "what a person reads; a student's text made inert; files written whole",
        ("messages", "safe", "atomic_file"),
    ),
    (
        "in the box, the second door of a suite: what a scenario may use",
        ("scenario",),
    ),
    (
        "in the box: what runs a request; like `scenario` it needs the standard library and `wire` only",
        ("runner",),
    ),
    ("what is on disk; stubs from solutions", ("exercise", "course", "bank", "material", "stub")),
    ("start, watch, end", ("box", "warden")),
    ("who waits for whom; the first door of a suite: how it talks to a submission", ("explain", "testing")),
    ("which isolation level holds here", ("isolation",)),
    ("submissions in, a report out", ("judge",)),
    ("what was handed in, read as data", ("intake",)),
    ("whole classes: who has handed in what, batches, results", ("classroom",)),
    ("a report in, text for one kind of reader out", ("render",)),
    ("what other systems run, and what they read of results; one file for each", ("platforms",)),
    ("what students are given, or a platform that grades", ("release",)),
    ("any program, watched as it is", ("programs",)),
    (
        "stubs and the bank check; a learner's folder; Jupyter and nbgrader; a class at work; coding agents",
        ("author", "learner", "notebook", "live", "agents"),
    ),
    ("parse, call, render, exit", ("cli", "__main__")),
)
#: What a suite may import besides the standard library and pytest.
FOR_SUITES = {
    "grader.testing",
    "grader.scenario",
}

#: Modules shorter than this belong into another one, but for tables and what two sides of a border share.
FEWEST_LINES = 30
SHORTER = {
    "grader.verdict",
    "grader.runner.stackdump",
    "grader.testing.schedules.story",
}

#: A folder has at most so many modules. Those below have more, and may not grow.
MOST_MODULES = 12
LARGER = {"": 13, "cli": 20, "classroom": 13, "warden.schedule": 18}

MODULES = sorted(path for path in GRADER.rglob("*.py") if "suites" not in path.relative_to(GRADER).parts)
SUITES = sorted([*GRADER.glob("suites/*/test_*.py"), *GRADER.glob("suites/*/scenes.py")])


def name_of(path: Path) -> str:
    """The dotted name of a module of this package."""
    parts = list(path.relative_to(GRADER.parent).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(module: str) -> int:
    """The layer of a module below ``grader``; a module that stands in no layer fails the test."""
    top = module.split(".")[1] if "." in module else ""
    for number, (_, names) in enumerate(LAYERS):
        if top in names:
            return number
    raise AssertionError(f"{module} stands in no layer")


def imports(path: Path, for_types: bool = False) -> Iterator[tuple[int, str]]:
    """Line and full name of every import, also those inside functions; those for type checkers on demand."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not for_types:
            skipped |= {below for statement in node.body for below in ast.walk(statement)}
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            for alias in node.names:
                yield node.lineno, _target(f"{node.module}", alias.name)


def _target(module: str, name: str) -> str:
    """``from grader.box import plain`` names the module grader.box.plain; other imports name their module."""
    folder = GRADER.parent.joinpath(*module.split("."))
    inner = folder / name
    if module.split(".", maxsplit=1)[0] == "grader" and (
        inner.with_suffix(".py").is_file() or inner.is_dir()
    ):
        return f"{module}.{name}"
    return module


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down_only(path: Path) -> None:
    own = layer(name_of(path))
    wrong = [
        f"{path}:{line}: {name}"
        for line, name in imports(path)
        if name.split(".")[0] == "grader" and layer(name) > own
    ]
    assert not wrong


@pytest.mark.parametrize(
    "path", [p for p in MODULES if {"runner", "scenario"} & {*p.parts} or p.name == "wire.py"], ids=name_of
)
def test_the_island_needs_the_standard_library_and_itself_only(path: Path) -> None:
    for line, name in imports(path, for_types=True):
        top, *below = name.split(".")
        own = top == "grader" and below[:1] in ([], ["wire"], ["runner"], ["scenario"])
        assert own or top in sys.stdlib_module_names, f"{path}:{line}: {name}"


def test_the_island_holds_nothing_else(box_package: Path) -> None:
    copied = {path.relative_to(box_package).as_posix() for path in box_package.rglob("*.py")}
    ours = {
        path.relative_to(GRADER.parent).as_posix()
        for name in ("runner", "scenario")
        for path in (GRADER / name).rglob("*.py")
    }
    assert copied == {"grader/__init__.py", "grader/wire.py", *ours}


@pytest.mark.parametrize("path", SUITES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_suites_come_in_by_the_two_doors_only(path: Path) -> None:
    for line, name in imports(path, for_types=True):
        own = f"grader.suites.{path.parent.name}.scenes"
        known = name in FOR_SUITES | {own, "pytest"} or name.split(".")[0] in sys.stdlib_module_names
        assert known, f"{path}:{line}: {name}"


def test_nothing_imports_a_suite() -> None:
    for path in MODULES:
        assert not [name for _, name in imports(path) if name.startswith("grader.suites")]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_are_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno + 1 <= 40, f"{path}:{node.lineno}: {node.name}"


def test_no_module_is_a_scrap() -> None:
    ours = [path for path in MODULES if not path.stem.startswith("__") and path.stem != "protocol"]
    short = {name_of(path) for path in ours if len(path.read_text("utf-8").splitlines()) < FEWEST_LINES}
    assert short == SHORTER


def table() -> str:
    """The layers as CONTRIBUTING.md shows them."""
    rows = [
        f"| {number} | {' '.join(f'`{name}`' for name in names if name.strip('_'))} | {what} |"
        for number, (what, names) in enumerate(LAYERS)
    ]
    return "\n".join(["| layer | modules | what it is |", "|---|---|---|", *rows])


def test_the_page_shows_these_layers() -> None:
    page = GRADER.parent.joinpath("CONTRIBUTING.md").read_text("utf-8")
    assert table() in page, f"CONTRIBUTING.md should have:\n{table()}"


def test_no_two_modules_need_each_other() -> None:
    known = {name_of(path) for path in MODULES}
    needs = {name_of(path): {name for _, name in imports(path)} & known for path in MODULES}
    while free := [name for name, others in needs.items() if not others & needs.keys() - {name}]:
        for name in free:
            del needs[name]
    assert not needs, "these import each other, or modules that do"


def test_a_name_belongs_to_one_module() -> None:
    ours = [path for path in MODULES if path.stem not in ("__init__", "__main__", "protocol")]
    stems = [path.stem for path in ours]
    assert not [name_of(path) for path in ours if stems.count(path.stem) > 1]


def test_a_public_name_belongs_to_one_class() -> None:
    classes = [
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert not {name for name in classes if classes.count(name) > 1}


def test_a_folder_is_seen_at_a_glance() -> None:
    folders = [name_of(path).rpartition(".")[0] for path in MODULES if not path.stem.startswith("__")]
    for folder in {*folders}:
        name = folder.removeprefix("grader").strip(".")
        assert folders.count(folder) <= LARGER.get(name, MOST_MODULES), folder


def pages() -> list[Path]:
    """Every module and page that may name a module or a file of the package."""
    root = GRADER.parent
    written = [*root.glob("*.md"), *root.glob("docs/**/*.md")]
    return [*MODULES, *(page for page in written if page.name != "CHANGELOG.md")]


def is_there(name: str) -> bool:
    """Whether a name below ``grader`` is a module's, a folder's, or one of what a package exports."""
    top, *below = name.removesuffix(".py").replace("/", ".").split(".")
    folder = GRADER / top
    if not folder.is_dir():
        return folder.with_suffix(".py").is_file()
    inner = folder / below[0] if below else folder
    exports = folder / "__init__.py"
    exported = bool(below) and exports.is_file() and below[0] in exports.read_text("utf-8")
    return inner.is_dir() or inner.with_suffix(".py").is_file() or exported


def test_what_is_named_is_there() -> None:
    """Names such as grader.box.plan, and paths such as grader/box/plan.py, in sentences and docstrings."""
    named = re.compile(r"(?<![\w./-])grader[./]([a-z]\w*(?:[./][a-z]\w*)*)")
    found = {(page.name, name) for page in pages() for name in named.findall(page.read_text("utf-8"))}
    assert not [(page, name) for page, name in sorted(found) if not is_there(name)]
