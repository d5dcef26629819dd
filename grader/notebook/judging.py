"""Have the answers in a notebook judged: by the same judge, in the same boxes, as files are."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from grader.bank import Bank
from grader.classroom import work
from grader.classroom.roster import HandIn
from grader.intake import notebooks
from grader.intake.files import Refusal
from grader.intake.identity import Student
from grader.judge import Options, SubmittedFile, usual_jobs
from grader.render.notebook_html import Origin
from grader.report import Report

#: The answers to some exercises: a program, or why it is not taken in.
Answers = Mapping[str, notebooks.NotebookAnswer | Refusal]


def answers(cells: Sequence[notebooks.Cell], slugs: Sequence[str], bank: Bank, name: str) -> Answers:
    """What a notebook has for these exercises; one that is not there is not in the result."""
    found: dict[str, notebooks.NotebookAnswer | Refusal] = {}
    for slug in slugs:
        try:
            answer = notebooks.answer(cells, slug, bank.slugs, name)
        except Refusal as error:
            found[slug] = error
        else:
            if answer is not None:
                found[slug] = answer
    return found


def mark(found: Answers, bank: Bank, name: str, isolation: str = "auto", require: str = "none") -> Report:
    """Grade them, in a process of its own. SetupError or GraderError if that is not possible."""
    files = tuple(
        SubmittedFile(bank.find(slug), name, b"", f"{answer.sentence} {answer.fix}".strip())
        if isinstance(answer, Refusal)
        else SubmittedFile(bank.find(slug), name, answer.source)
        for slug, answer in found.items()
    )
    options = Options(jobs=usual_jobs(), seed=secrets.randbelow(2**32), isolation=isolation, require=require)
    return work.told(work.perform(work.job_of(HandIn((Student(name),), files), options)))


def origin(answer: notebooks.NotebookAnswer | Refusal) -> Origin:
    """Which cells an answer is from, to be shown."""
    if isinstance(answer, Refusal):
        return Origin("", ())
    return Origin(answer.source.decode(), answer.cells, answer.notes)
