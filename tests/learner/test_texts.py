"""What a learner reads after each rejected answer: the committed texts as a whole.

``grade author check --texts tests/learner/golden`` compares each of them while it judges the answers, and
with ``--write`` writes them. Here they are counted, and the table of causes is compared with them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from grader.author.texts import head_of
from grader.bank import load_bank
from grader.exercise import Exercise

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
TABLE = ROOT / "docs" / "reference" / "causes.md"
#: Of all texts at least so many have what a text should have.
LEAST = 0.95
#: Those whose texts have been read.
EXERCISES = [one for one in load_bank().exercises if (GOLDEN / one.slug).is_dir()]
NAMES = [(exercise.slug, rejected.name) for exercise in EXERCISES for rejected in exercise.rejected]

HEAD = """\
# What is said of each wrong answer

Every exercise comes with wrong answers, each with one mistake. This table has the cause that `grade` names
first for each of them, and the line it points to. It is made from the committed texts:
`FORKLORE_GOLDEN=write pytest tests/learner/test_texts.py` makes it again.
"""


def text_of(slug: str, name: str) -> str:
    return (GOLDEN / slug / f"{name}.txt").read_text("utf-8")


def test_every_rejected_answer_has_a_text_and_every_text_an_answer() -> None:
    there = {(path.parent.name, path.stem) for path in GOLDEN.glob("*/*.txt")}
    assert there == set(NAMES)


def has_a_line(text: str) -> bool:
    return re.search(r"^exercises/\S+\.py:\d+\n    \S", text, re.MULTILINE) is not None


def has_one_trap(text: str) -> bool:
    return text.count("  Ask yourself: ") == 1


def is_short(text: str) -> bool:
    lines = text.splitlines()
    return len(lines) <= 24 and max(map(len, lines)) <= 80


@pytest.mark.parametrize(("good", "least"), [(has_a_line, LEAST), (has_one_trap, LEAST), (is_short, LEAST)])
def test_texts_have_a_line_one_trap_and_fit_a_window(good: object, least: float) -> None:
    assert callable(good)
    bad = [name for name in NAMES if not good(text_of(*name))]
    assert 1 - len(bad) / len(NAMES) >= least, bad


def test_texts_name_no_process_by_its_number_and_no_code_of_ours() -> None:
    said = re.compile(r"\b[Pp]rocess N\b|<locals>|grader\.|_feed\b|result_iterator")
    bad = {name: found[0] for name in NAMES if (found := said.search(text_of(*name)))}
    assert len(bad) <= len(NAMES) * (1 - LEAST), bad


def row(exercise: Exercise, name: str, about: str) -> str:
    lines = head_of(text_of(exercise.slug, name)).splitlines()
    at = next((n for n, line in enumerate(lines) if line.startswith("exercises/")), len(lines))
    cause = " ".join(line.strip() for line in lines[:at])
    code = f"`{lines[at + 1].strip()}`" if at + 2 < len(lines) else ""
    cells = (name, about, cause, code)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table() -> str:
    parts = [HEAD]
    for exercise in EXERCISES:
        rows = [row(exercise, rejected.name, rejected.about) for rejected in exercise.rejected]
        top = "| answer | what it does | what is said | the line |\n|---|---|---|---|"
        parts.append(f"## {exercise.slug}\n\n{top}\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def test_the_table_of_causes_is_that_of_the_texts() -> None:
    if os.environ.get("FORKLORE_GOLDEN") == "write":
        TABLE.write_text(table(), "utf-8")
    assert TABLE.read_text("utf-8") == table()
