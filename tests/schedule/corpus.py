"""The programs of the corpus: each has ``main`` and, as the programs that are right do, ``EXPECTED``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boxes import value

from grader.evidence import End, Outcome
from grader.warden.ask import Schedule

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


def planted() -> dict[str, str]:
    """Programs that are wrong under some order, and ``right``, by name."""
    return {path.stem: path.read_text("utf-8") for path in sorted((HERE / "planted").glob("*.py"))}


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
    return outcome.end is End.ANSWERED and value(outcome) is True
