"""The versioned report as JSON, and the JSON Schema of it (``docs/reference/report.schema.json``).

The text is plain ASCII: whatever a student wrote stands in it as JSON escapes, so that even a
terminal only shows it. ``python -m grader.render.jsonreport`` prints the schema.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from grader import safe
from grader.report import ExerciseReport, Report

#: Deeper values (only an observation can hold them) are cut there.
_DEEPEST: Final = 64
#: Longer integers would cost quadratic time to write in decimal.
_LONGEST_INT_BITS: Final = 4_096

_POINTS: Final = {"description": "Points earned.", "type": "number"}
_MAX_POINTS: Final = {"description": "Points that could be earned.", "type": "number"}
_COMPLETE: Final = {
    "description": "False if a fault of the grader kept any check from being judged.",
    "type": "boolean",
}
_COMPUTED: Final[dict[str, dict[str, Any]]] = {
    "Report": {
        "points": _POINTS,
        "max_points": _MAX_POINTS,
        "complete": _COMPLETE,
        "exit_code": {
            "description": "0 all passed, 1 some check did not pass, 3 a grader error.",
            "enum": [0, 1, 3],
        },
    },
    "ExerciseReport": {
        "points": _POINTS,
        "max_points": _MAX_POINTS,
        "complete": _COMPLETE,
        "passed": {"description": "Whether every check passed (and there was one).", "type": "boolean"},
    },
}


def encode(report: Report) -> str:
    """Return the report as one line of ASCII JSON, computed values included.

    ``##`` begins commands in some logs, also in the middle of a line: it is written with an escape.
    """
    text = json.dumps(as_dict(report), allow_nan=False, separators=(",", ":"))
    return text.replace("##", "\\u0023#") + "\n"


def as_dict(report: Report) -> dict[str, Any]:
    """Return the report as JSON-like values: what the schema describes."""
    plain: dict[str, Any] = msgspec.to_builtins(report)
    for raw, exercise in zip(plain["exercises"], report.exercises, strict=True):
        raw |= _of_exercise(report, exercise)
    plain |= {
        "points": report.points,
        "max_points": report.max_points,
        "complete": report.complete,
        "exit_code": report.exit_code,
    }
    cleaned: dict[str, Any] = clean(plain)
    return cleaned


def _of_exercise(report: Report, exercise: ExerciseReport) -> dict[str, Any]:
    alone = msgspec.structs.replace(report, exercises=[exercise])
    return {
        "points": exercise.points,
        "max_points": exercise.max_points,
        "complete": alone.complete,
        "passed": exercise.passed,
    }


def clean(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON-like value
    """Return ``value`` without what JSON or a strict reader of it cannot hold.

    Lone surrogates become escapes, infinite and undefined numbers ``null``, what is too deep a note.
    """
    if isinstance(value, str):
        return safe.encodable(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and value.bit_length() > _LONGEST_INT_BITS:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, dict | list | tuple):
        if depth > _DEEPEST:
            return "..."
        if isinstance(value, dict):
            return {safe.encodable(str(key)): clean(item, depth + 1) for key, item in value.items()}
        return [clean(item, depth + 1) for item in value]
    return value


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the report: the structs' own plus the computed values."""
    return described(Report, "forklore report", _COMPUTED)


def described(
    kind: type[msgspec.Struct], title: str, computed: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what is always written whole, and of its ``computed`` values."""
    body = msgspec.json.schema(kind, schema_hook=_anything)
    for name, values in (computed or {}).items():
        body["$defs"][name]["properties"] |= values
    for definition in body["$defs"].values():
        if "properties" in definition:  # every field is always written, also those with a default
            definition["required"] = list(definition["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **body,
    }


def schema_text(found: dict[str, Any] | None = None) -> str:
    """Return a schema, the report's if none is given, as it is committed."""
    return json.dumps(found or schema(), indent=2) + "\n"


def _anything(kind: type) -> dict[str, Any]:
    """Describe what a submission observed: any JSON value."""
    if kind is object:
        return {"description": "Any JSON value: a claim of the submission."}
    raise NotImplementedError


if __name__ == "__main__":
    import sys

    sys.stdout.write(schema_text())
