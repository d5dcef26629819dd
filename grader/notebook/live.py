"""``check("ping_pong")`` in a notebook: grade the cells as they were last run, and show what came of it.

The source of the cells is graded, in a box; the objects of the kernel are never touched. Which cells belong
to an answer is said in :mod:`grader.intake.notebooks`. Where the notebook's file is known (JupyterLab and
VS Code say it), they are found there; the answer itself is always the one that was run last. Without a file
they are found among the inputs of this session: the last one that defines the function, and those whose first
line is ``# helper``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from grader import messages
from grader.bank import Bank, load_bank, load_catalogue
from grader.errors import ForkloreError, UsageError
from grader.intake import notebooks
from grader.intake.files import Refusal, read_data
from grader.notebook import judging
from grader.render import html, notebook_html

_HELPER: Final = re.compile(r"\s*#\s*helper\b")


def check(slug: str, *, hidden: bool = False, notebook: str | None = None) -> float:
    """Grade this exercise's cells and show the result; return the points, which nbgrader takes for a mark.

    With ``hidden`` the points of the hidden checks count, too, and what they say is shown: where they are
    installed, which is not where students work. ``notebook`` names the file, where Jupyter does not. What
    cannot be graded is said below the cell, and gives 0 points.
    """
    bank = load_bank()
    try:
        bank.find(slug)
        found, name = _found(slug, bank, notebook)
        report = judging.mark({slug: found}, bank, name)
    except ForkloreError as error:
        _say(f"{error.sentence} {error.fix}".strip())
        return 0.0
    exercise = report.exercises[0]
    if not hidden:
        kept = [c for c in exercise.checks if c.visibility == "public"]
        exercise = msgspec.structs.replace(exercise, checks=kept)
    if not report.complete:
        _say(messages.GRADER_FAULT)
    origin = judging.origin(found)
    _display(
        notebook_html.as_html(report, exercise, load_catalogue(*bank.courses), origin),
        notebook_html.as_text(exercise),
    )
    return exercise.points


def _found(slug: str, bank: Bank, notebook: str | None) -> tuple[notebooks.NotebookAnswer | Refusal, str]:
    """The answer as it was last run, and the notebook's name. UsageError if there is none."""
    shell = _shell()
    inputs: Sequence[str] = shell.history_manager.input_hist_raw if shell else ()
    path = Path(notebook) if notebook else _file(shell.user_ns if shell else {})
    cells: list[notebooks.Cell] = []
    if path is not None:
        cells = notebooks.read(path.name, read_data(path, limit=notebooks.NOTEBOOK_LIMIT))
    ran = _ran(inputs, slug)
    name = path.name if path else messages.THIS_NOTEBOOK
    try:
        if ran and cells:
            cells = _with_last(cells, ran[-1], slug, bank)
        elif ran:
            return notebooks.join(ran, name), name
        answer = notebooks.answer(cells, slug, bank.slugs, name)
    except Refusal as error:
        return error, name
    if answer is None:
        raise UsageError(*messages.no_cell(slug))
    return answer, name


def _ran(inputs: Sequence[str], slug: str) -> list[notebooks.Cell]:
    """Of the inputs, those that were marked as helpers, and last the answer; none if there is no answer."""
    cells = [notebooks.cell_of(number, source) for number, source in enumerate(inputs)]
    last = next((c for c in reversed(cells) if c.defines(slug)), None)
    helpers = [c for c in cells if _HELPER.match(c.source) and c is not last]
    return [*helpers, last] if last is not None else []


def _with_last(
    cells: Sequence[notebooks.Cell], last: notebooks.Cell, slug: str, bank: Bank
) -> list[notebooks.Cell]:
    """The file's cells, with the answer as it was run last."""
    marked = next((c for c in reversed(cells) if c.grade_id == slug), None)
    chosen = marked or next((c for c in reversed(cells) if c.defines(slug)), None)
    if chosen is None:
        number = cells[-1].number + 1 if cells else 1
        return [*cells, notebooks.cell_of(number, last.source, grade_id=slug)]
    run = msgspec.structs.replace(chosen, source=last.source, grade_id=slug)
    return [run if c is chosen else c for c in cells]


def _file(names: dict[str, Any]) -> Path | None:
    """The notebook's file, if the environment tells: VS Code in a variable, Jupyter's server in another."""
    for told in (names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        for path in (Path(str(told)), Path(Path(str(told)).name)) if told else ():
            if path.suffix == ".ipynb" and path.is_file():
                return path
    return None


def _shell() -> Any:  # noqa: ANN401 - IPython's, None without it
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def _say(sentence: str) -> None:
    _display(f'<div class="forklore"><p>{html.text(sentence)}</p></div>', sentence)


def _display(page: str, plain: str) -> None:
    """Show this below the cell, or on the standard output where there is no notebook."""
    if _shell() is None:
        print(plain)
        return
    from IPython.display import display

    display({"text/html": page, "text/plain": plain}, raw=True)
