"""A student's notebook, read as data: which cells are the answer to which exercise.

Theory of operation
-------------------
The notebook was written by whoever is to be graded. It is JSON and stays JSON: nothing in it is run, and of
its code no more is looked at than the beginnings of lines. Only ``source``, ``cell_type``, nbgrader's
``grade_id`` and the tags of a cell count; whatever else stands there, outputs included, is skipped. A cell
that is not as nbformat has it is as good as none, and costs the others nothing.

What belongs to the answer of an exercise, in the notebook's order:

- its answer cell: the one with nbgrader's id of that exercise; if that is gone or does not define the
  function, the last cell that does;
- code cells of the student's own that stand above it, in its part of the notebook or at the very top;
- code cells with the tag ``helper``, wherever they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from grader.intake.files import Refusal, check_source
from grader.limits import MIB
from grader.messages import handed_in

#: The largest notebook that is read, outputs included.
NOTEBOOK_LIMIT: Final = 64 * MIB
#: Ids of the cells that a release makes for an exercise; its own name is the answer cell's.
ABOUT, PUBLIC, POINTS = "_about", "_public", "_points"
HELPER: Final = "helper"

_FUNCTION: Final = re.compile(r"^(?:async\s+)?def\s+(\w+)", re.MULTILINE)
_FUTURE: Final = re.compile(r"^from __future__ import .*$", re.MULTILINE)
_COMMAND: Final = re.compile(r"^[%!].*$", re.MULTILINE)
#: What calls the grader: in a box there is none.
_CHECK: Final = re.compile(
    r"^(from grader\.notebook import .*|import grader\.notebook.*|check\(.*\))$", re.MULTILINE
)
#: Cell commands that run the rest of the cell as Python.
_HARMLESS: Final = re.compile(r"\s*%%(time|timeit|capture|prun)\b")
_ANNOTATIONS: Final = "from __future__ import annotations"


class Cell(msgspec.Struct, frozen=True):
    """What counts of a cell."""

    number: int
    """Its place among all cells, from 1."""
    source: str
    code: bool = True
    grade_id: str = ""
    locked: bool = False
    tags: tuple[str, ...] = ()
    functions: frozenset[str] = frozenset()
    """Whose definitions begin at lines of it."""

    def defines(self, name: str) -> bool:
        """Whether a line of it begins the definition of this function."""
        return self.code and name in self.functions


class NotebookAnswer(msgspec.Struct, frozen=True):
    """The program that is graded, and where it comes from."""

    source: bytes
    cells: tuple[int, ...]
    """Numbers of the cells that it was put together from."""
    notes: tuple[str, ...] = ()
    """What was left out, a sentence each."""


class _Document(msgspec.Struct):
    cells: list[msgspec.Raw]


class _Marked(msgspec.Struct):
    grade_id: str = ""
    locked: bool = False


class _Metadata(msgspec.Struct):
    nbgrader: msgspec.Raw = msgspec.Raw(b"{}")
    tags: msgspec.Raw = msgspec.Raw(b"[]")


class _Cell(msgspec.Struct):
    source: str | list[str]
    cell_type: str
    metadata: msgspec.Raw = msgspec.Raw(b"{}")


def read(name: str, data: bytes) -> list[Cell]:
    """The cells of a notebook. Refusal if it is none; ``name`` is for that sentence."""
    try:
        document = msgspec.json.decode(data, type=_Document)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Refusal(*handed_in.no_notebook(name, error)) from None
    found = []
    for number, raw in enumerate(document.cells, 1):
        cell = _lenient(raw, _Cell)
        if cell is None:
            continue
        metadata = _lenient(cell.metadata, _Metadata) or _Metadata()
        marked = _lenient(metadata.nbgrader, _Marked) or _Marked()
        source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
        tags = tuple(_lenient(metadata.tags, list[str]) or ())
        code = cell.cell_type == "code"
        found.append(cell_of(number, source, code, marked.grade_id, marked.locked, tags))
    return found


def cell_of(
    number: int,
    source: str,
    code: bool = True,
    grade_id: str = "",
    locked: bool = False,
    tags: tuple[str, ...] = (),
) -> Cell:
    """Return what counts of a cell; which functions it defines is looked up here, once."""
    functions = frozenset(_FUNCTION.findall(source)) if code else frozenset()
    return Cell(number, source, code, grade_id, locked, tags, functions)


def _lenient(raw: msgspec.Raw, shape: Any) -> Any:  # noqa: ANN401 - any shape
    """The value, None if it has another shape."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None


def slugs_in(cells: Sequence[Cell], slugs: Sequence[str]) -> list[str]:
    """Which of these exercises the notebook answers: it has their cell, or defines their function."""
    ids = {cell.grade_id for cell in cells}
    ids.update(*(cell.functions for cell in cells))  # most cells have none: the rest is looked at for few
    return [slug for slug in slugs if slug in ids and _is_answered(cells, slug)]


def _is_answered(cells: Sequence[Cell], slug: str) -> bool:
    return any(cell.grade_id == slug for cell in cells) or _definition(cells, slug) is not None


def answer(cells: Sequence[Cell], slug: str, slugs: Sequence[str], name: str) -> NotebookAnswer | None:
    """What is to be graded for this exercise, None if nothing is there.

    ``slugs`` are all exercises, ``name`` stands for the notebook in a Refusal.
    """
    marked = [cell for cell in cells if cell.grade_id == slug]
    chosen = _definition(marked, slug) or _definition(cells, slug) or (marked[-1] if marked else None)
    if chosen is None:
        return None
    course = [cell.number for cell in cells if cell.grade_id]
    top = min(course, default=0)
    part = max((number for number in course if number < chosen.number), default=0)

    def beside(cell: Cell) -> bool:
        return cell.number < top or part < cell.number < chosen.number

    parts = [cell for cell in cells if cell is chosen or _helps(cell, beside(cell), slugs)]
    return join(parts, f"{name}, {slug}")


def _definition(cells: Sequence[Cell], slug: str) -> Cell | None:
    """The last cell that defines the function and is not part of the course's own text."""
    return next((c for c in reversed(cells) if not _given(c, (slug,)) and c.defines(slug)), None)


def _given(cell: Cell, slugs: Sequence[str]) -> bool:
    """Whether this is a check cell of one of these exercises, or another that students may not change."""
    return cell.locked or any(cell.grade_id == slug + ending for slug in slugs for ending in (PUBLIC, POINTS))


def _helps(cell: Cell, beside: bool, slugs: Sequence[str]) -> bool:
    """Whether a cell is the student's own and belongs to an answer, because of its place or its tag."""
    if not (beside or HELPER in cell.tags):
        return False
    return cell.code and not _given(cell, slugs) and cell.grade_id not in slugs


def join(cells: Sequence[Cell], name: str) -> NotebookAnswer:
    """Make one program of these cells. Refusal if it is not fit to be read; ``name`` is for that sentence."""
    pieces, notes, used = [], [], []
    future = ""
    for cell in cells:
        source = cell.source
        if not source.strip():
            continue
        if source.lstrip().startswith("%%") and not _HARMLESS.match(source):
            notes.append(handed_in.not_python(cell.number))
            continue
        for command in _COMMAND.findall(source):
            notes.append(handed_in.notebook_command(cell.number, command[:60]))
        source = _COMMAND.sub(lambda found: f"# {found[0]}", source)
        source = _CHECK.sub(lambda found: f"# {found[0]}", source)
        if _FUTURE.search(source):
            future = f"{_ANNOTATIONS}\n"
            source = _FUTURE.sub(lambda found: f"# {found[0]}", source)
        pieces.append(f"# cell {cell.number}\n{source.rstrip()}\n")
        used.append(cell.number)
    try:
        data = (future + "\n\n".join(pieces)).encode()
    except UnicodeEncodeError:
        raise Refusal(*handed_in.no_characters(name)) from None
    return NotebookAnswer(check_source(name, data), tuple(used), tuple(notes))
