"""What both test modules play: a parser that tells which process it was called in."""

from typing import Any

from grader.scenario import meet, observe
from grader.testing import in_box, scenario


@in_box
def parse(row: str) -> int:
    observe(["in", row])
    return int(row)


@in_box
def parse_together(row: str) -> int:
    observe(["met", meet("rows", 3)])
    return int(row)


@scenario
def read(student: Any, rows: list[str], workers: int) -> object:
    return student.total_of(rows, parse, workers)


@scenario
def read_together(student: Any, rows: list[str]) -> object:
    return student.total_of(rows, parse_together, len(rows))
