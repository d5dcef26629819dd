"""Every suite against answers that nobody honest gives: no check ever becomes a fault of the grader."""

from __future__ import annotations

import importlib
import random
import re
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin

import pytest

import grader
from grader import wire
from grader.evidence import (
    End,
    Evidence,
    Kind,
    Observation,
    Outcome,
    ProcessRecord,
    SignalRecord,
    WriteRecord,
)
from grader.limits import Limits
from grader.testing.claims import stumbled
from grader.testing.findings import Finding
from grader.testing.marking import MARK, CheckMark
from grader.testing.submission import Submission
from grader.warden.protocol import Ask

SUITES = sorted(path.parent.name for path in Path(grader.__file__).parent.glob("suites/*/exercise.toml"))
ROUNDS = 25
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 7, 2**70, 1.5, "", "one", "done", "exit", b"", b"abc", [], (), {}, [[]],
    (0,), ("ok", 1), ("done", 0), ("exit", 0), [None], {"a": None}, {"a": "b"}, {1: 2}, (b"", 0),
    ({"a": None}, [0]),
    wire.Opaque("set", "{1}"), [wire.Opaque("X", "x"), 1], ([], []), [("error", [1])], [1, "a", None],
]  # fmt: skip


def of_form(form: Any, draw: random.Random) -> object:
    """A value of this form, with odd values where it says nothing; now and then one of another form."""
    if draw.random() < 0.1:
        return draw.choice(ODD)
    origin, inner = get_origin(form), get_args(form)
    if origin in (typing.Union, type(int | str)):
        return of_form(draw.choice(inner), draw)
    if origin is list:
        return [of_form(inner[0], draw) for _ in range(draw.randrange(4))]
    if origin is tuple:
        if inner[1:] == (...,):
            inner = (inner[0],) * draw.randrange(4)
        return tuple(of_form(one, draw) for one in inner)
    plain: dict[Any, list[Any]] = {
        int: [0, 1, 2, 7, -9],
        bool: [True, False],
        str: ["", "a", "child 0 2 1\nparent 2 1\n", "before 1\nchild 2\nafter 1\n", "fork", "RuntimeError"],
        bytes: [b"", b"abc"],
        float: [0.5],
        type(None): [None],
    }
    return draw.choice(plain.get(form, ODD))


class Forger:
    """A warden whose boxes say anything."""

    def __init__(self, module: ModuleType, words: list[str], draw: random.Random) -> None:
        self._module, self._words, self._draw = module, words, draw

    def ask(self, ask: Ask) -> Outcome:
        draw = self._draw
        scene = getattr(self._module, ask.function, None) if ask.kind == "scenario" else None
        value = of_form(getattr(scene, "form", object), draw)
        answer = wire.dumps({"answer": {"value": wire.encode(value)}, "id": ask.id}).decode()
        return Outcome(
            end=End.ANSWERED,
            answer=answer,
            exitcode=draw.choice([0, 1]) if ask.kind == "program" else None,
            stdout=draw.choice(["", "1 2\n"]),
            stderr=draw.choice(["", "TypeError: x\n"]),
            evidence=self.evidence(),
        )

    def evidence(self) -> Evidence:
        draw = self._draw
        children = [self.process(pid) for pid in range(2, 2 + draw.randrange(6))]
        return Evidence(
            witness="ptrace",
            processes=[ProcessRecord(pid=1, parent=0, kind=Kind.RUNNER, begin=0.0), *children],
            signals=[SignalRecord(at=0.1, pid=draw.randrange(1, 7), number=15, sender=1)][
                : draw.randrange(2)
            ],
            observations=[
                Observation(at=0.1, pid=draw.randrange(1, 7), value=wire.encode(self.observed()))
                for _ in range(draw.randrange(8))
            ],
            leftovers=[],
            writes=[
                WriteRecord(
                    pid=draw.randrange(1, 4),
                    place="1:2",
                    path="/x",
                    is_fifo=True,
                    begin=0,
                    end=0,
                    size=3,
                    data=b"abc",
                )
            ][: draw.randrange(2)],
        )

    def process(self, pid: int) -> ProcessRecord:
        draw = self._draw
        end = draw.choice([None, 0.5])
        code = None if end is None else draw.choice([0, 1, -9, -15, 99])
        parent = draw.randrange(1, pid)
        return ProcessRecord(
            pid=pid,
            parent=parent,
            kind=Kind.PROCESS,
            begin=0.2,
            end=end,
            exitcode=code,
            reaped=draw.random() < 0.5,
        )

    def observed(self) -> object:
        draw = self._draw
        if not self._words or draw.random() < 0.1:
            return draw.choice(ODD)
        values = [draw.choice([True, draw.randrange(3), draw.choice(ODD)]) for _ in range(draw.randrange(4))]
        return [draw.choice(self._words), *values]


def checks(slug: str) -> Iterator[tuple[ModuleType, Callable[[Submission], None], CheckMark]]:
    for name in ("test_public", "test_hidden"):
        module = importlib.import_module(f"grader.suites.{slug}.{name}")
        for thing in vars(module).values():
            mark = getattr(thing, MARK, None)
            if isinstance(mark, CheckMark):
                yield module, thing, mark


@pytest.mark.parametrize("slug", SUITES)
def test_no_answer_is_a_fault_of_the_grader(slug: str) -> None:
    folder = Path(grader.__file__).parent / "suites" / slug
    items = Path(grader.__file__).parent / "scenario" / "items.py"  # its words are in use everywhere
    text = "".join(path.read_text("utf-8") for path in [items, *folder.glob("*.py")])
    words = sorted(set(re.findall(r'observe\(\["([^"]+)"', text)))
    for module, check, mark in checks(slug):
        for round_ in range(ROUNDS):
            draw = random.Random(f"{slug}/{check.__name__}/{round_}")
            forger: Any = Forger(module, words, draw)
            method = draw.choice(mark.start_methods)
            submission = Submission(
                slug, "def f(): pass\n", lambda forger=forger: forger, Limits(), "1", method
            )
            try:
                check(submission)
            except (Finding, AssertionError):
                continue
            except Exception as error:
                assert stumbled(error, submission.claims), (check.__name__, round_, submission.claims)


def total(counts: object) -> int:
    """Read a claim without looking at its form."""
    return sum(counts.values())  # type: ignore[attr-defined, no-any-return]


def raised(call: Callable[[], object]) -> Exception:
    """What a call raises."""
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_what_breaks_off_over_a_claim_is_the_submissions_fault() -> None:
    claim = {"a": None, "b": 1}
    assert stumbled(raised(lambda: total(claim)), [("ok", claim)])


def test_a_mistake_of_the_suite_stays_one() -> None:
    """A suite's own mistake has no claim in hand, or is an error of another kind."""
    claim = {"a": 1}
    assert not stumbled(raised(lambda: total({"a": None})), [claim])
    assert not stumbled(raised(lambda: {}["x"]), [claim])
    assert not stumbled(raised(lambda: 1 // len([claim][1:])), [claim])
