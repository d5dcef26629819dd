"""The programs of the corpus: each has ``main`` and, as the programs that are right do, ``EXPECTED``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from boxes import answer, call, value

from grader.evidence import End, Outcome
from grader.warden.protocol import Ask, Schedule

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Program:
    """One program of the corpus."""

    name: str
    source: str
    expected: Any
    methods: tuple[str, ...]
    exact: bool
    """Whether each run of the same seed makes the same calls."""

    def __str__(self) -> str:
        return self.name


def programs() -> list[Program]:
    """Programs that are right under every order."""
    return [_program(path) for path in sorted((HERE / "programs").glob("*.py"))]


@dataclass(frozen=True)
class Bug:
    """A small program that is wrong under some order, though perhaps under no other."""

    name: str
    source: str
    function: str
    kind: str
    holds: str
    """The property that has to hold, in a sentence."""
    held: bool
    """Whether policies may not be tuned by it."""

    def __str__(self) -> str:
        return self.name

    def asked(self, schedule: Schedule) -> Ask:
        """Make the request that plays it once; the function says whether the property holds."""
        ask = call(self.source, self.function, schedule=schedule)
        kit = (HERE / "kit.py").read_text("utf-8")
        return msgspec.structs.replace(ask, files={**ask.files, "kit.py": kit})


def planted() -> dict[str, Bug]:
    """Planted bugs by name: each public function of the files in ``planted``; those in ``held`` are held."""
    paths = sorted((HERE / "planted").rglob("*.py"))
    return {bug.name: bug for path in paths for bug in _bugs(path)}


def _bugs(path: Path) -> Iterator[Bug]:
    text = path.read_text("utf-8")
    module = ast.parse(text)
    kind = (ast.get_docstring(module) or "").partition(":")[0]
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_":
            holds = ast.get_docstring(node) or ""
            yield Bug(node.name, text, node.name, kind, holds, path.parent.name == "held")


def _program(path: Path) -> Program:
    text = path.read_text("utf-8")
    names: dict[str, Any] = {"__name__": path.stem}
    exec(compile(text, str(path), "exec"), names)
    methods = names.get("METHODS", ("fork",))
    return Program(path.stem, text, names["EXPECTED"], methods, names.get("EXACT", True))


def drawn(seed: object, **more: Any) -> Schedule:
    """A random order."""
    return Schedule(policy="random", seed=str(seed), **more)


def sequence(outcome: Outcome) -> list[tuple[str, str]]:
    """Who took each step, and from which call."""
    assert outcome.played is not None
    return [(step.thread, step.call) for step in outcome.played.steps]


def is_right(outcome: Outcome) -> bool:
    """Whether a planted program has found that all is well."""
    if outcome.end is not End.ANSWERED:
        return False
    assert "raised" not in answer(outcome), answer(outcome)
    return value(outcome) is True
