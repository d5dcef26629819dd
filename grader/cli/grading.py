"""``grade [TARGET] [EXERCISE...]``: take the files in, have them judged, show the report."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader import messages
from grader.cli import faults
from grader.errors import UsageError
from grader.messages.checks.judged import ONE_EXERCISE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.bank import Bank
    from grader.classroom.assignment import Assignment
    from grader.cli.here import Here
    from grader.judge import Options, SubmittedFile
    from grader.report import ExerciseReport, Report


@dataclass(frozen=True, kw_only=True)
class GradeRequest:
    """What was typed."""

    target: str | None
    slugs: tuple[str, ...] = ()
    as_slug: str | None
    as_json: bool = False
    junit: str | None = None
    jobs: int | None
    seed: int | None
    isolation: str
    require: str = "none"
    gradescope: str | None = None
    classroom50: str | None = None
    github: bool = False
    assignment: str | None = None
    schedule: str | None = None
    form: str = "text"
    verbose: bool = False


def run(request: GradeRequest, commands: Sequence[str]) -> int:
    """Grade and return the exit code. ``commands`` are the names of grade's commands."""
    faults.require_linux()
    from grader import judge
    from grader.bank import load_bank
    from grader.cli import exports, here
    from grader.cli.progress import Progress

    wanted = exports.asked(request)
    bank = load_bank()
    place = here.find(bank)
    found = here.settled(request, place)
    target = _target(found, commands)
    asked = _assignment(request, bank)
    submissions, notices = _asked_for(target, bank, found, asked)
    options = judge.Options(
        jobs=request.jobs or judge.usual_jobs(),
        seed=secrets.randbelow(2**32) if request.seed is None else request.seed,
        isolation=request.isolation,
        require=request.require,
    )
    if request.schedule is not None:
        options = replaying(options, submissions, request.schedule)
    with Progress(sys.stderr, len(submissions), lines=not request.as_json) as listener:
        report = judge.grade(submissions, options, listener)
    place = here.noted(place, report, submissions)
    report = _counted(report, asked, notices)
    fault = exports.write(wanted, report)
    why = submissions[0].exercise.why if len(submissions) == 1 else ""
    _show(report, request, place, bank, why)
    if fault:
        raise fault
    return report.exit_code


def replaying(options: Options, submissions: Sequence[SubmittedFile], text: str) -> Options:
    """Return the options for one order of one check: its seed is that of the inputs."""
    import msgspec

    from grader.testing.schedules import replay

    wanted = replay.parsed(text)
    if len(submissions) != 1:
        raise UsageError(*ONE_EXERCISE)
    return msgspec.structs.replace(options, seed=wanted.seed, schedule=text)


def _show(report: Report, request: GradeRequest, place: Here | None, bank: Bank, why: str) -> None:
    """Print the report in the form that was asked for; ``why`` is for who has solved the one exercise."""
    from grader.bank import load_catalogue
    from grader.platforms import gcc  # loaded while the judge was at work
    from grader.render import jsonreport, terminal

    if request.as_json:
        faults.emit(jsonreport.encode(report))
    elif request.form == "gcc":
        faults.emit(gcc.encode(report))
    else:
        steps = next_steps(report, request, place)
        wide, colour = columns(), coloured()
        catalogue, full = load_catalogue(*bank.courses), request.verbose
        shown = terminal.render(report, catalogue, steps, width=wide, colour=colour, why=why, verbose=full)
        if request.github:
            _show_in_job(report, shown)
        else:
            faults.emit(shown)


def _show_in_job(report: Report, shown: str) -> None:
    """Print the report in a GitHub job: also annotations and the job's summary."""
    from grader.platforms import github as actions

    faults.emit("".join(actions.quiet(shown)), commands=True)
    faults.emit("".join(f"{line}\n" for line in actions.commands(report)), commands=True)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(actions.summary(report))


def _assignment(request: GradeRequest, bank: Bank) -> Assignment | None:
    """Return the assignment that was named, or that of the folder that one is in."""
    if request.assignment is None and not Path("assignment.toml").is_file():
        return None
    from grader.classroom import assignment

    return assignment.fits(assignment.read(Path(request.assignment or assignment.NAME)), bank)


def _asked_for(
    target: Path, bank: Bank, request: GradeRequest, asked: Assignment | None
) -> tuple[list[SubmittedFile], list[str]]:
    """Read what is to be graded: of a folder everything that the assignment asks for, there or not."""
    if asked is None or request.slugs or not target.is_dir():
        return take_in(target, bank, request), []
    from grader.classroom import assignment

    try:
        submissions = take_in(target, bank, request, some=False)
    except UsageError as error:
        if not (request.gradescope or request.classroom50):
            raise
        return assignment.refused(bank, asked, f"{error.sentence} {error.fix}".strip()), []
    return assignment.complete(submissions, bank, asked)


def _counted(report: Report, asked: Assignment | None, notices: Sequence[str]) -> Report:
    """Return the report with the assignment's weights, and with what there is to say beside it."""
    if asked is None:
        return report
    import msgspec

    from grader.classroom import assignment

    report = assignment.weighted(report, asked)
    return msgspec.structs.replace(report, notices=[*report.notices, *notices])


def take_in(target: Path, bank: Bank, request: GradeRequest, *, some: bool = True) -> list[SubmittedFile]:
    """Read every submitted file; one that is refused stays in the list with the reason."""
    from grader import material
    from grader.intake.discovery import discover
    from grader.intake.files import Refusal, modules_beside, read_source
    from grader.judge import SubmittedFile

    if _is_notebook(target):
        return _of_notebook(target, bank, request)
    submissions = []
    for found in discover(target, bank, request.slugs, request.as_slug, some=some):
        source, refusal = b"", ""
        try:
            source = read_source(found.path)
            for sentence in modules_beside(found.exercise.slug, source, found.path):
                faults.note(sentence)
        except Refusal as error:
            refusal = f"{error.sentence} {error.fix}".strip()
        same = not refusal and material.is_untouched(source, found.exercise)
        submissions.append(SubmittedFile(found.exercise, str(found.path), source, refusal, untouched=same))
    return submissions


def _is_notebook(path: Path) -> bool:
    return path.suffix == ".ipynb" and os.path.lexists(path) and not path.is_dir()


def _of_notebook(path: Path, bank: Bank, request: GradeRequest) -> list[SubmittedFile]:
    """Read the answers in a notebook. UsageError if there are none."""
    from grader.intake import submissions as taken

    if request.as_slug:
        raise UsageError(*messages.AS_NEEDS_FILE)
    for slug in request.slugs:
        bank.find(slug)
    found = taken.of_notebook(path, bank, request.slugs)
    if not found.files:
        reason = messages.no_answers(str(path)) if not found.notes else (found.notes[0], "")
        raise UsageError(*reason)
    return list(found.files)


def _target(request: GradeRequest, commands: Sequence[str]) -> Path:
    """Return the path to look at; without a TARGET ./exercises, or this folder if there is none."""
    if request.target is None:
        if request.as_slug:
            raise UsageError(*messages.AS_NEEDS_FILE)
        exercises = Path("exercises")
        return exercises if exercises.is_dir() else Path()
    if request.target in commands and not os.path.lexists(request.target):
        raise UsageError(*messages.command_first(request.target))
    return Path(request.target)


def next_steps(report: Report, request: GradeRequest, place: Here | None = None) -> list[tuple[str, str]]:
    """Say what to do next: go on with what is begun, then with the first stub, then look around.

    ``place`` is the started folder that this is about, if there is one.
    """
    from grader.messages.causes import causes, mend
    from grader.verdict import Verdict

    left = [exercise for exercise in report.exercises if not (exercise.passed or exercise.unjudged)]
    begun = [exercise for exercise in left if not exercise.fresh]
    if begun:
        steps = [(messages.NEXT, again(begun[0], request, place=place))]
        not_theirs = (Verdict.PASSED, Verdict.GRADER_ERROR)
        theirs = [check for check in begun[0].checks if check.verdict not in not_theirs]
        if found := causes(theirs):
            steps = [(messages.NEXT, mend(begun[0].path, found[0].lead.line)), ("", steps[0][1])]
        if any(check.evidence for check in theirs):
            steps.append((messages.WHY, again(begun[0], request, "grade explain", place)))
        if theirs and not begun[0].refusal:
            steps.append((messages.STUCK, _hint(begun[0], place)))
        return steps
    if left:
        left.sort(key=lambda exercise: not exercise.handed_in)
        say = messages.fill_in if left[0].handed_in else messages.bring_back
        return [
            (messages.NEXT, say(left[0].path)),
            ("", again(left[0], request, place=place)),
            (messages.STUCK, _hint(left[0], place)),
        ]
    if place is not None:
        return [(messages.NEXT, "grade next" if place.track.following else "grade list")]
    return [(messages.NEXT, _onward(request))] if request.target or request.slugs else []


def again(
    exercise: ExerciseReport, request: GradeRequest, command: str = "grade", place: Here | None = None
) -> str:
    """Return the command that grades this exercise again, or does something else with it."""
    if place is not None and exercise.slug == place.track.current.slug:
        return command
    target = request.target
    if target is None or not os.path.lexists(target):  # found by its name
        return f"{command} {exercise.slug}"
    if Path(target).is_dir() or _is_notebook(Path(target)):
        return f"{command} {shlex.quote(target)} {exercise.slug}"
    line = f"{command} {shlex.quote(target)}"
    return f"{line} --as {shlex.quote(request.as_slug)}" if request.as_slug else line


def _hint(exercise: ExerciseReport, place: Here | None) -> str:
    current = place is not None and exercise.slug == place.track.current.slug
    return "grade hint" if current else f"grade hint {exercise.slug}"


def _onward(request: GradeRequest) -> str:
    """Return the command that leads on when everything that was asked for has passed."""
    if request.target and not os.path.lexists(request.target):
        return "grade"
    if request.target and request.slugs:
        return f"grade {shlex.quote(request.target)}"
    return "grade list"


def coloured() -> bool:
    """Whether standard output shows colours: a terminal, unless NO_COLOR or TERM=dumb says no."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """Return how wide standard output is, 80 where it is no terminal."""
    if sys.stdout is not None and sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return 80
