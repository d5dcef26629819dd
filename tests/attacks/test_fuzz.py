"""Fifty thousand malformed messages and report inputs: nothing breaks, and nothing passes."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from boxes import Box, call

from grader import wire
from grader.box.plan import BoxPlan
from grader.evidence import End, Evidence, Outcome
from grader.platforms import junit
from grader.render import html, jsonreport, table, terminal
from grader.report import CheckResult, ExerciseReport, Report
from grader.testing.findings import Finding, read_answer
from grader.verdict import Verdict

MESSAGES, REPORTS, LIVE = 50_000, 400, 60
RIGHT = [4, 9, 16]
VALID: list[Any] = [
    {"answer": {"value": RIGHT}, "id": "0123456789abcdef"},
    {"answer": {"raised": {"type": "E", "text": "t", "line": 3, "blamed": True, "signature": False}}},
    {"answer": {"missing": "f"}},
    {"answer": {"load": {"type": "SyntaxError", "text": "t", "line": 1}}},
    {"answer": {"value": wire.encode({"a": (1, b"x"), 2: {3, 4}})}},
    {"calling": "f"},
    {"returned": "f", "raised": False, "start_method": "fork", "forks": [1, 2]},
    {"escape": {"by": "return", "text": "", "line": 0, "forked": 3}},
]
ODD: list[Any] = [
    None, True, 0, -1, 2**70, 1.5, "", "\ud800", "x" * 50, [], {}, [[]], {"value": RIGHT}, {"": 1}, {"!": []},
]  # fmt: skip
NASTY = "\x00\x1b[31m\r\n<&>\"']]>=+-@`:{}|\u202e\ud800\uffff" + "a1 "


def mutated(draw: random.Random) -> bytes:
    """A message with something wrong: in its bytes, or in its structure."""
    message = json.loads(json.dumps(draw.choice(VALID)))
    if draw.random() < 0.5:
        _disturb(message, draw)
        return json.dumps(message).encode()
    data = bytearray(json.dumps(message).encode())
    for _ in range(draw.randrange(1, 4)):
        at = draw.randrange(len(data) + 1)
        match draw.randrange(4):
            case 0:
                data[at : at + draw.randrange(1, 9)] = b""
            case 1:
                data[at:at] = draw.choice(
                    [b"\x00", b'"', b"{", b"]", b"\xff", b"NaN", b"1e999", b"[" * 99, b","]
                )
            case 2:
                data[at : at + 1] = bytes([draw.randrange(256)])
            case _:
                data[at:at] = data[draw.randrange(len(data) + 1) :]
        data = data or bytearray(b"x")
    return bytes(data)


def _disturb(message: Any, draw: random.Random) -> None:
    """Change, remove or add something somewhere below."""
    place = message
    while True:
        keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = draw.choice(keys)
        if isinstance(place[key], (dict, list)) and place[key] and draw.random() < 0.7:
            place = place[key]
            continue
        match draw.randrange(3):
            case 0:
                place[key] = draw.choice(ODD)
            case 1:
                del place[key]
            case _ if isinstance(place, dict):
                place[draw.choice(["value", "raised", "x", ""])] = draw.choice(ODD)
            case _:
                place.append(draw.choice(ODD))
        return


def evidence() -> Evidence:
    return Evidence(witness="ptrace", processes=[], signals=[], observations=[], leftovers=[])


def test_messages() -> None:
    draw, refused = random.Random(20261127), 0
    for _ in range(MESSAGES):
        data = mutated(draw)
        assembler = wire.Assembler(1 << 16)
        try:
            cut = draw.randrange(len(data) + 1)
            assembler.feed(b"+" + data[:cut]) if cut else None
            whole = assembler.feed(b"." + data[cut:]) or b""
            text = whole.decode("ascii")
            said = wire.loads(text)
        except (wire.WireError, UnicodeDecodeError):
            refused += 1
            continue
        if not isinstance(said, dict) or not isinstance(said.get("answer"), dict):
            continue  # the warden takes nothing else for an answer
        try:
            value = read_answer(Outcome(end=End.ANSWERED, answer=text, evidence=evidence()), {})
        except Finding as finding:
            assert finding.verdict is not Verdict.PASSED
            continue
        assert value != RIGHT or said["answer"]["value"] == RIGHT
    assert MESSAGES / 4 < refused < MESSAGES


def report_of(draw: random.Random) -> tuple[Report, str]:
    """A report in which everything that a submission can influence is a nasty text."""
    text = "".join(draw.choice(NASTY) for _ in range(draw.randrange(1, 60)))
    checks = [
        CheckResult(
            id="squares/test_public::test_x",
            exercise="squares",
            visibility="public",
            title="It works.",
            verdict=draw.choice([v for v in Verdict if v is not Verdict.PASSED]),
            message=text,
            max_points=1,
        )
    ]
    exercise = ExerciseReport(slug="squares", title="Squares", path=text, checks=checks)
    return Report(
        forklore="0", python="3", platform="x", isolation="none", witness="ptrace", seed=1, started="now",
        duration=1.0, notices=[text], exercises=[exercise],
    ), text  # fmt: skip


def test_reports() -> None:
    draw = random.Random(20261127)
    for _ in range(REPORTS):
        report, text = report_of(draw)
        raw = json.loads(jsonreport.encode(report))
        assert raw["exercises"][0]["points"] == 0
        cases = ElementTree.fromstring(junit.encode(report)).iter("testcase")
        assert [len(list(case)) > 0 for case in cases] == [True]
        shown = terminal.render(report, {}, width=80, colour=False)
        assert not set(shown) & set("\x00\x1b\r\u202e")
        student = dict.fromkeys(("id", "name", "email", "section", "group"), text)
        row = {"student": student, "fault": text, "note": text, "report": raw}
        row |= {"points": 0.0, "max_points": 1.0, "standing": {"days": 0, "note": text}}
        page = html.page(row, {})
        assert "<script" not in page.lower() and "\x1b" not in page
        lines = list(csv.reader(io.StringIO(table.as_csv([row], ["squares"]))))
        assert len(lines) == 2
        assert not lines[1][0].startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.fixture(scope="module")
def live(plan_of: Callable[[str], BoxPlan]) -> Any:
    box = Box(plan_of("namespaces"))
    yield box
    box.close()


def test_messages_on_a_live_channel(live: Box) -> None:
    draw = random.Random(20261127)
    source = """
        import os
        import grader.runner.guard as guard

        def f(pieces):
            for piece in pieces:
                os.write(guard._channel._fd, piece)
            os._exit(0)
    """
    for _ in range(LIVE):
        data = mutated(draw)
        mark = draw.choice([b".", b"+", b"", b"?"])
        outcome = live.ask(call(source, "f", [mark + data]))
        assert outcome.end in (End.VIOLATION, End.DIED)
    assert live.call("def f():\n    return 1\n").end is End.ANSWERED
