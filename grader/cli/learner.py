"""What a learner types besides grading: start, watch, next, list, hint, solution and reset."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from grader import messages
from grader.cli import faults, here
from grader.cli.grading import coloured, columns
from grader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.cli.here import Here
    from grader.exercise import Exercise


def start(folder: str | None, as_json: bool) -> None:
    """Make a folder to work in, and say where to begin."""
    faults.require_python()
    from grader.bank import load_bank
    from grader.course import located
    from grader.learner import sentences
    from grader.learner.start import start as begin

    target, bank = Path(folder or ""), load_bank()
    written = begin(target, bank)
    located.remember(target)
    told = sentences.started(target, written, bank)
    os.chdir(target)
    place = here.required(bank)
    if as_json:
        from grader.cli.machine import answers, documents

        documents.emit(answers.started(bank, place, written))
        return
    faults.emit(f"{told}\n\n")
    for sentence, fix in bank.broken.values():
        faults.say(sentence, fix)
    first = [f"cd {target}"] if target != Path() else []
    _card(place, place.track.current, first)


def following(slug: str | None, as_json: bool) -> None:
    """Make the next exercise that is not complete, or one that is named, the current one."""
    import msgspec

    from grader.bank import load_bank
    from grader.learner import sentences, state

    bank = load_bank()
    place = here.required(bank)
    before, chosen = place.track.current, place.track.following
    if slug is not None:
        chosen = bank.find(slug)
    if chosen is not None:
        state.save(place.home, msgspec.structs.replace(state.load(place.home), current=chosen.slug))
    if as_json:
        from grader.cli.machine import answers, documents

        documents.emit(answers.gone_on(place, before, chosen))
        return
    if chosen is None:
        over = (
            sentences.ALL_DONE
            if place.track.done == len(bank.exercises)
            else sentences.last_open(before.slug)
        )
        faults.emit(f"{over}\n\n{messages.NEXT}  grade list\n")
        return
    if not place.track.passed(before.slug) and chosen is not before:
        standing = place.track.standing(before.slug)
        faults.emit(f"{sentences.left_open(before.slug, standing)}\n\n")
    _card(place, chosen)


def _card(place: Here, exercise: Exercise, first: Sequence[str] = ()) -> None:
    """Show an exercise, and what to do with it."""
    from grader.learner.shown import card
    from grader.render.terminal import console_for, printed

    lines = [*first, messages.fill_in(place.path(exercise)), "grade watch"]
    steps = [(messages.NEXT if number == 0 else "", line) for number, line in enumerate(lines)]
    console = console_for(columns(), coloured())
    faults.emit(printed(console, card(console, place.track, exercise, steps)))


def list_exercises(as_json: bool) -> None:
    """Show the exercises and their points; in a started folder, how far the learner is."""
    from grader.bank import load_bank
    from grader.learner import shown

    bank = load_bank()
    place = here.find(bank)
    if as_json:
        from grader.cli.machine import answers, documents

        documents.emit(answers.listing(bank, place))
        return
    lines = shown.listing(bank) if place is None else shown.progress(place.track, columns())
    lines += ["", f"{messages.NEXT}  grade next"] if place is not None else []
    faults.emit("\n".join(lines) + "\n")
    for sentence, fix in bank.broken.values():
        faults.say(sentence, fix)


def hint(slug: str | None, index: int | None, as_json: bool) -> None:
    """Show one hint of an exercise, of the current one if none is named."""
    from grader.bank import load_bank

    if slug is not None and slug.isdecimal() and index is None:
        index = int(slug)
        slug = None
    exercise, number = here.named(load_bank(), slug), 1 if index is None else index
    hints = exercise.hints
    if not hints:
        raise UsageError(*messages.no_hints(exercise.slug))
    if number > len(hints) or number < 1:
        raise UsageError(*messages.no_such_hint(exercise.slug, len(hints)))
    if as_json:
        from grader.cli.machine import documents, learner_documents

        text, count = hints[number - 1], len(hints)
        told = learner_documents.HintDocument(exercise=exercise.slug, number=number, count=count, text=text)
        documents.emit(told)
        return
    more = number < len(hints)
    following = f"grade hint {exercise.slug} {number + 1}" if more else f"grade {exercise.slug}"
    heading = messages.hint_heading(exercise.slug, number, len(hints))
    faults.emit(f"{heading}\n\n{_filled(hints[number - 1])}\n\n{messages.NEXT}  {following}\n")


def _filled(text: str) -> str:
    room = min(columns(), 80) - 2
    return textwrap.fill(text, room, initial_indent="  ", subsequent_indent="  ")


def solution(slug: str | None, spoil: bool, as_json: bool) -> None:
    """Show the solution of an exercise that is complete, or of any with ``spoil``."""
    from grader import material
    from grader.bank import load_bank
    from grader.learner import sentences

    bank = load_bank()
    exercise, place = here.named(bank, slug), here.find(bank)
    if not spoil and (place is None or not place.track.passed(exercise.slug)):
        raise UsageError(*sentences.not_passed_yet(exercise.slug))
    text = material.solution(exercise)
    if text is None:
        raise UsageError(*sentences.no_solution(exercise.slug))
    if as_json:
        from grader.cli.machine import documents, learner_documents

        documents.emit(learner_documents.SolutionDocument(exercise=exercise.slug, text=text))
        return
    faults.emit(text)


def reset(slug: str | None, as_json: bool) -> None:
    """Put the stub of an exercise back, and keep what was there."""
    from grader.bank import load_bank
    from grader.learner import sentences
    from grader.learner.start import reset as put_back

    bank = load_bank()
    place = here.required(bank)
    exercise = here.named(bank, slug)
    backup = put_back(place.home, exercise)
    kept = os.path.relpath(backup) if backup is not None else ""
    if as_json:
        from grader.cli.machine import documents, learner_documents

        path = place.path(exercise)
        documents.emit(learner_documents.ResetDocument(exercise=exercise.slug, path=path, kept=kept))
        return
    faults.emit(
        f"{sentences.brought_back(place.path(exercise), kept)}\n\n{messages.NEXT}  grade {exercise.slug}\n"
    )


def watch(slug: str | None, isolation: str) -> None:
    """Watch the started folder until the learner quits."""
    faults.require_linux()
    import msgspec

    from grader.bank import load_bank, load_catalogue
    from grader.learner import state
    from grader.learner.keys import Keys
    from grader.learner.screen import Screen
    from grader.learner.watch import Watch

    bank = load_bank()
    home = here.required(bank).home
    if slug is not None:
        chosen = bank.find(slug).slug
        state.save(home, msgspec.structs.replace(state.load(home), current=chosen))
    with Keys() as keys:
        Watch(home, bank, load_catalogue(*bank.courses), keys, Screen(keys.live, coloured()), isolation).run()
