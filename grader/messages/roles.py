"""What a process is called, in messages and in pictures: by what it is, not by its number.

Theory of operation
-------------------
Process ids differ from run to run and say nothing. The process that called the function is the caller; the
others are its children, numbered by birth, whoever forked them. One that is alone has no number.
Python's own processes have their names. Text in quotes is the learner's and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from grader.evidence import Evidence, Kind, ProcessRecord

CALLER: Final = "caller"
CHILD: Final = "child"
ANOTHER: Final = "another child of the caller"
_QUOTED: Final = r"(?<!\w)'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|`[^`\n]*`"
_NAMED: Final = re.compile(
    rf"{_QUOTED}|(?P<in>(?P<of>\w+) \(process (?P<p>\d+)\))"
    rf"|(?P<first>[Pp])rocess (?P<one>\d+)(?P<by>, {ANOTHER},)?"
    r"|(?P<many>[Pp])rocesses (?P<list>\d+(?:, \d+)*)"
)


def roles(processes: Sequence[ProcessRecord]) -> list[str]:
    """Return the name of each process, without an article."""
    count = sum(process.kind is Kind.PROCESS for process in processes)
    if any(process.kind is Kind.RUNNER and process.name for process in processes):
        return [process_id(process) for process in processes]  # somebody's program, known by its ids
    names: list[str] = []
    number = 0
    for process in processes:
        number += process.kind is Kind.PROCESS
        names.append(_role(process, number, count))
    return names


def _role(process: ProcessRecord, number: int, count: int) -> str:
    if process.kind is Kind.RUNNER:
        return CALLER
    if process.kind is Kind.SERVICE:
        return process.name.strip().replace("_", " ") or "service"
    return child(number, count)


def process_id(process: ProcessRecord) -> str:
    """Return the name of a process where ids are what people know."""
    service = process.kind is Kind.SERVICE and process.name.strip().replace("_", " ")
    return service or f"process {process.pid}"


def child(number: int, count: int) -> str:
    """Return the name of one of so many children."""
    return CHILD if count == 1 else f"{CHILD} {number}"


def with_article(name: str) -> str:
    """Return a name as it stands in a sentence: ``the caller``, ``child 2``."""
    return name if name[-1:].isdigit() or name == ANOTHER or not name else f"the {name}"


def known(evidences: Iterable[Evidence]) -> dict[int, str]:
    """Return the name of each process id that these tell about; of one that was used again, the last."""
    found: dict[int, str] = {}
    for evidence in evidences:
        found |= {bystander.pid: ANOTHER for bystander in evidence.bystanders}
        found |= {p.pid: name for p, name in zip(evidence.processes, roles(evidence.processes), strict=True)}
    return found


def told(message: str, names: Mapping[int, str]) -> str:
    """Return a message with names in the place of process ids."""

    def said(match: re.Match[str]) -> str:
        if match["in"] and int(match["p"]) in names:
            return match["of"]
        if match["one"] and int(match["one"]) in names:
            name = with_article(names[int(match["one"])])
            return name[:1].upper() + name[1:] if match["first"] == "P" else name
        if match["many"] and all(int(pid) in names for pid in match["list"].split(", ")):
            name = ", ".join(with_article(names[int(pid)]) for pid in match["list"].split(", "))
            return name[:1].upper() + name[1:] if match["many"] == "P" else name
        return match[0]

    return _NAMED.sub(said, message)
