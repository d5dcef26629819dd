"""The threat model says of every exercise what is witnessed."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_exercise_has_its_row() -> None:
    text = (ROOT / "docs" / "explanation" / "threat-model.md").read_text("utf-8")
    table = text.split("## What is witnessed, and what is only claimed")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|([^|]*)\|$", table, re.M)
    exercises = {path.parent.name for path in ROOT.glob("grader/suites/*/exercise.toml")}
    assert {slug for slug, _, _ in rows} == exercises
    assert len(rows) == len(exercises)
    assert all(witnessed.strip() or claimed.strip() for _, witnessed, claimed in rows)
