from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import msgspec
import pytest

from grader.evidence import Observation
from grader.render import jsonreport
from grader.report import Report
from grader.verdict import Verdict

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "report.schema.json"


def strict_schema() -> dict[str, Any]:
    """The schema with unknown fields forbidden: then it has to name everything that is written."""
    schema = jsonreport.schema()
    for definition in schema["$defs"].values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    return schema


def test_the_committed_schema_is_the_generated_one() -> None:
    again = "python -m grader.render.jsonreport > docs/reference/report.schema.json"
    assert COMMITTED.read_text("utf-8") == jsonreport.schema_text(), again


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(jsonreport.schema())


def test_reports_fit_the_schema(mixed_report: Report) -> None:
    raw = json.loads(jsonreport.encode(mixed_report))
    jsonschema.validate(raw, json.loads(COMMITTED.read_text("utf-8")))
    jsonschema.validate(raw, strict_schema())


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (("version",), "1"),
        (("exercises", 0, "points"), None),
        (("exercises", 0, "checks", 0, "verdict"), "OK"),
    ],
)
def test_the_schema_refuses_what_is_wrong(
    mixed_report: Report, where: tuple[str | int, ...], wrong: object
) -> None:
    raw = jsonreport.as_dict(mixed_report)
    place: Any = raw
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = wrong
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(raw, jsonreport.schema())
    del place[where[-1]]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(raw, jsonreport.schema())


def test_computed_values(mixed_report: Report) -> None:
    raw = json.loads(jsonreport.encode(mixed_report))
    assert (raw["points"], raw["max_points"], raw["complete"], raw["exit_code"]) == (5.5, 22.0, False, 3)
    passed = raw["exercises"][3]
    assert (passed["points"], passed["max_points"], passed["passed"], passed["complete"]) == (
        4.5,
        4.5,
        True,
        True,
    )
    assert raw["exercises"][4]["complete"] is False


def test_the_report_can_be_read_back(mixed_report: Report) -> None:
    assert msgspec.json.decode(jsonreport.encode(mixed_report), type=Report) == mixed_report


def test_hostile_values_stay_strict_json(make: SimpleNamespace) -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    values = [
        float("nan"),
        float("inf"),
        10**5000,
        "\udc80",
        "\x1b[2J\x9b\u202e\x7f",
        deep,
        {"\udcff": (1, 2)},
    ]
    proof = make.evidence(observations=[Observation(at=0.0, pid=1, value=value) for value in values])
    check = make.check("T", Verdict.FAILED, 0, 1, "\udc80 \x1b \u2028", evidence=[proof])
    text = jsonreport.encode(make.report(make.exercise("s", "T", "bad\udcff.py", check)))
    assert text.isascii()
    assert text.endswith("\n")
    assert text[:-1].isprintable()
    raw = msgspec.json.decode(text)  # a strict reader
    jsonschema.validate(raw, strict_schema())
    seen = [o["value"] for o in raw["exercises"][0]["checks"][0]["evidence"][0]["observations"]]
    assert seen[:3] == [None, None, "an integer of 16610 bits"]
    assert seen[3:5] == ["\\udc80", "\x1b[2J\x9b\u202e\x7f"]
    assert seen[6] == {"\\udcff": [1, 2]}
