"""``grade similar``: which answers of a class resemble each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import faults
from grader.cli.machine import json_option
from grader.messages import teacher

if TYPE_CHECKING:
    from grader.classroom.similar.pairs import Resemblance


def add_similar(app: click.Group) -> None:
    """Add ``grade similar``."""

    @app.command("similar", short_help="Show answers that resemble each other.", options_metavar="[OPTIONS]")
    @click.argument("place", metavar="RESULTS|SUBMISSIONS")
    @click.argument("slugs", nargs=-1, metavar="[EXERCISE...]")
    @click.option("--html", metavar="FILE", help="Also write a page with the pairs side by side.")
    @json_option
    @click.option(
        "--threshold",
        type=click.IntRange(1, 100),
        default=80,
        show_default=True,
        metavar="PERCENT",
        help="Show pairs that share so much of the shorter answer.",
    )
    @click.option(
        "--given", multiple=True, metavar="FILE", help="Code that all students had; may be repeated."
    )
    @click.option("--roster", metavar="FILE", help="Who is in the course: CSV with id, name, email, section.")
    def similar(**typed: Any) -> int:  # noqa: ANN401 - the options above
        """Compare the answers of a class with each other, on this machine; nothing of them is run.

        Takes what grade batch takes, or its RESULTS. The stubs do not count. A pair is a reason to look.
        """
        return _similar(**typed)


def _similar(
    place: str,
    slugs: Sequence[str],
    html: str | None,
    as_json: bool,
    threshold: int,
    given: Sequence[str],
    roster: str | None,
) -> int:
    from grader import atomic_file
    from grader.classroom.similar import pairs
    from grader.cli.grading import columns
    from grader.render.pairs import side_by_side

    if html:
        atomic_file.check_target(Path(html))
    found = _found(Path(place), slugs, [Path(name).read_text("utf-8") for name in given], roster)
    alike = found.pairs(threshold / 100)
    if html:
        atomic_file.write(side_by_side.page(found, alike).encode(), Path(html))
    code = faults.FAULT if found.unread else 0
    if as_json:
        from grader.cli.machine import documents

        faults.emit(documents.encode(pairs.document(found, alike, threshold / 100, code)))
    else:
        faults.emit(side_by_side.lines(found, alike, columns()))
    if found.unread:
        faults.say(*teacher.not_there(found.unread))
    return code


def _found(place: Path, slugs: Sequence[str], given: Sequence[str], roster: str | None) -> Resemblance:
    from grader.bank import load_bank
    from grader.classroom import people, results
    from grader.classroom import roster as classes
    from grader.classroom.similar import pairs
    from grader.course import located
    from grader.intake.matching import Rules

    graded = results.any_in(place)
    if graded:
        located.recalled(place)
    bank = load_bank()
    for slug in slugs:
        bank.find(slug)
    if graded:
        found = pairs.of_results(place, bank, given)
        found.works = [work for work in found.works if not slugs or work.exercise.slug in slugs]
        return found
    everybody = classes.look(place, Rules(bank, tuple(slugs)))
    if roster is not None:
        everybody = people.matched(everybody, people.read(Path(roster)))
    return pairs.of_class(everybody.hand_ins, given)
