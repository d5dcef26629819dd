"""The course of a release as its wheel has it: where a wheel of forklore has forklore's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from grader.bank import Bank
from grader.course import diagnoses
from grader.course.folder import Course
from grader.course.manifest import FILE, FORMAT
from grader.exercise import Exercise

#: Where the wheel has the suites.
SUITES: Final = "grader/suites"
_DATA: Final = "grader/data"


def course(bank: Bank, wanted: Sequence[Exercise]) -> dict[str, bytes]:
    """Return path to content of what these exercises need beside their suites and stubs."""
    courses = list({bank.course_of(exercise).name: bank.course_of(exercise) for exercise in wanted}.values())
    topics = dict.fromkeys(exercise.topic for exercise in wanted)
    lines = [
        f"name = {json.dumps(courses[0].name)}",
        f"title = {json.dumps(bank.title(wanted))}",
        f"format_version = {FORMAT}",
        f"topics = {json.dumps(list(topics))}",
        "",
        "[folders]",
        'suites = "../suites"',
        "",
    ]
    return {f"{_DATA}/{FILE}": "\n".join(lines).encode(), **_diagnoses(courses)}


def _diagnoses(courses: Sequence[Course]) -> dict[str, bytes]:
    common = {path.name: path.read_bytes() for path in sorted(diagnoses.COMMON.glob("*.toml"))}
    found = {f"{_DATA}/diagnoses/{name}": data for name, data in common.items()}
    for one in courses:
        for path in sorted(one.part("diagnoses").glob("*.toml")):
            if path.read_bytes() != common.get(path.name):
                found[f"{_DATA}/diagnoses/{one.name}-{path.name}"] = path.read_bytes()
    return found
