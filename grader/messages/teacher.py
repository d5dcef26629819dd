"""What teachers are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from grader.classroom.assignment import Assignment

#: Of a list of people so many are named.
MOST_NAMED: Final = 10

#: A remark in a table.
NOT_FINAL: Final = "The points are not final: a fault of the grader kept a check from being judged."
NO_RESULTS: Final = (
    "There are no results there.",
    "Grade the class first: grade batch SUBMISSIONS --out RESULTS.",
)
NO_OUT: Final = ("A release needs a place.", "Say where: grade release --out FOLDER.")
ONE_FORM: Final = (
    "A release has one form: a folder, an archive, notebooks, or an autograder for one platform.",
    "Type the command once for each. --nbgrader and --classroom50 name their own folder.",
)
FETCHING: Final = "Fetching the wheels that the grader needs ..."
UNBOXED_CLASS: Final = (
    "Other people's answers are graded in a box, and --isolation none has none.",
    "Install bubblewrap, or add --allow-unboxed if you trust everybody with your files.",
)
#: English whatever the machine's locale is.
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def date(moment: datetime) -> str:
    """Write a moment so that nobody misreads it: ``Tue 1 December 2026, 18:00 UTC+01:00``."""
    offset = moment.utcoffset()
    zone = "UTC" if not offset else f"UTC{_offset(offset)}"
    day = f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{day}, {moment:%H:%M} {zone}"


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def no_such_student(name: str, ids: Sequence[str]) -> tuple[str, str]:
    """Say that nobody of that name has handed in anything, or several have."""
    if ids:
        return f"Several students are called {name}.", f"Name an id: {_some(ids)}."
    fix = "--only takes an id, or an address or a name that one student alone has."
    return f"Nobody called {name} has handed in anything.", fix


def layouts(found: Sequence[str]) -> str:
    """Say how the submissions are laid out, one name per student."""
    counted = {name: found.count(name) for name in dict.fromkeys(found) if name}
    if len(counted) == 1:
        return f"Layout: {next(iter(counted))}."
    return f"Layouts: {', '.join(f'{name} ({_students(count)})' for name, count in counted.items())}."


def latest_counts(latest: str, others: Sequence[str]) -> str:
    """Say which attempt counts, and which do not."""
    return f"Of {len(others) + 1} attempts the latest counts: {latest}. Not counted: {_some(others)}."


def best_counts(best: str, points: float, others: Sequence[tuple[str, float]]) -> str:
    """Say which attempt counts, and which do not; with the points of each."""
    rest = [f"{name} ({round(value, 2):g})" for name, value in others]
    said = f"{best} ({round(points, 2):g} points)"
    return f"Of {len(others) + 1} attempts the best counts: {said}. Not counted: {_some(rest)}."


def _some(names: Sequence[str]) -> str:
    more = f", and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def unclaimed(paths: Sequence[str], most: int) -> str:
    """List the files that answer nothing or cannot be read, and say what to do."""
    count = "1 file answers" if len(paths) == 1 else f"{len(paths)} files answer"
    lines = [f"{count} no exercise, or cannot be read:"]
    lines += [f"  {path}" for path in paths[:most]]
    lines += [f"  and {len(paths) - most} more: see --json"] if len(paths) > most else []
    lines.append("The remarks say why. --map 'PATTERN=EXERCISE' takes files of other names.")
    return "\n".join(lines)


def roster(missing: Sequence[str], unknown: Sequence[str], most: int) -> str:
    """Say who on the roster has handed in nothing, and who is not on it."""

    def some(labels: Sequence[str]) -> str:
        more = f", and {len(labels) - most} more" if len(labels) > most else ""
        return f"{_students(len(labels))}: {', '.join(labels[:most])}{more}."

    lines = [f"Nothing was handed in by {some(missing)}"] if missing else []
    lines += [f"Not on the roster: {some(unknown)}"] if unknown else []
    return "\n".join(lines)


def map_unused(glob: str, slug: str) -> str:
    """Say that no file has a name of that pattern."""
    return f"--map '{glob}={slug}' names no file."


def shared_addresses(found: Sequence[str]) -> str:
    """Say which addresses tell nobody apart."""
    return f"On the roster, several people have one address, and nobody is found by it: {_some(found)}."


def extensions_unused(who: Sequence[str]) -> str:
    """Say whose extension is nobody's."""
    return f"Nobody of this class is in the list of extensions as: {_some(who)}."


def days_of_nothing(name: str) -> str:
    """Say that more days are no use without a date."""
    return f"Days in {name} add to a due date, and the assignment has none."


def assigned(assignment: Assignment) -> str:
    """Say what counts and until when."""
    due = f", due {date(assignment.due)}" if assignment.due is not None else ""
    return f"Assignment: {assignment.name}, {_exercises(len(assignment.slugs))}{due}."


def due(moment: datetime) -> str:
    """Say what date was understood."""
    return f"Due: {date(moment)}."


def set_aside(labels: Sequence[str], folder: str) -> tuple[str, str]:
    """Say whose results were moved away, because nothing of theirs is there any more."""
    who = ", ".join(labels[:MOST_NAMED]) + (" ..." if len(labels) > MOST_NAMED else "")
    return (
        f"{_students(len(labels))} with results, and nothing handed in any more: {who}.",
        f"Their results are in {folder}; hand in the files again, and they come back.",
    )


def exported(count: int, path: str) -> str:
    """Say whose points were written."""
    return f"The points of {_students(count)} are in {path}."


def left_out(unknown: Sequence[str], without: Sequence[str], unfinished: Sequence[str]) -> Iterator[str]:
    """Name those whose points could not be written, and those whose grades are as they were."""
    for who, what in (
        (unknown, "in the results, and not in the platform's file"),
        (unfinished, "left out, because their points are not final"),
        (without, "without results; their grades are as they were"),
    ):
        if who:
            more = " ..." if len(who) > MOST_NAMED else ""
            yield f"{_students(len(who))} {what}: {', '.join(who[:MOST_NAMED])}{more}."


def other_scores(ids: Sequence[str], removed: bool) -> tuple[str, str]:
    """Say who stands in the gradebook and has no results here."""
    who = ", ".join(ids[:MOST_NAMED]) + (" ..." if len(ids) > MOST_NAMED else "")
    if removed:
        return f"Taken out of the gradebook, because there are no results: {who}.", ""
    return (
        f"In the gradebook, and without results: {who}. Their scores are as they were.",
        "Take their submissions of this assignment out with --remove.",
    )


def not_yet(count: int) -> str:
    """Say that some have no results, because only others were to be graded."""
    return f"{_students(count)} not graded yet: run it without --only."


def kept(count: int) -> str:
    """Say how many results are still right."""
    return f"{_students(count)} unchanged since the last run; --force grades them again."


def progress(done: int, total: int, name: str, points: str, seconds: float) -> str:
    """Say who has been graded, how fast it goes, and how long the rest will take; ``seconds`` are gone."""
    rate = f", {done / seconds * 60:.0f} a minute" if seconds else ""
    left = f"{rate}, {_duration(seconds / done * (total - done))} left" if done < total else ""
    return f"{done} of {total}{left}: {name}, {points}"


def done(count: int, broken: int, table: str) -> str:
    """Say what there is now."""
    found = f"{_students(count)} in {table}."
    return f"{found} {broken} could not be graded: see the remarks." if broken else found


def released(path: str, files: int, hidden: bool) -> str:
    """Say what was written for students."""
    what = "with the hidden checks" if hidden else "without hidden checks, solutions and known answers"
    return f"{path}: {files} files, {what}."


def for_classroom50(path: str, hidden: bool) -> str:
    """Say what was written for Classroom 50, and who can read it."""
    what = "the hidden checks too" if hidden else "with the public checks only"
    return f"{path}: an autograder for Classroom 50, which publishes it: everybody can read it, {what}."


def scores_put(written: int, broken: int, missing: Sequence[str], path: str) -> str:
    """Say whose points are in Classroom 50's scores.json."""
    lines = [f"{_students(written)} in {path}."]
    lines += [f"{broken} left out: their points are not final."] if broken else []
    lines += [f"Not there, so left out: {', '.join(missing)}."] if missing else []
    return " ".join(lines)


def no_weight(typed: str) -> tuple[str, str]:
    """Say how a weight is typed."""
    return f"{typed} is not a weight.", "Type the exercise and a number: --weight tally=2."


def source_notebooks(course: str, assignment: Assignment, count: int) -> str:
    """Say which source notebooks were written, and what to do with them."""
    what = "1 source notebook" if count == 1 else f"{count} source notebooks"
    lines = [f"{what} in {course}/source/{assignment.name}. In {course}, type:"]
    if assignment.due is not None:
        when = assignment.due.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        lines.append(f"  nbgrader db assignment add {assignment.name} --duedate '{when}'")
    lines.append(f"  nbgrader generate_assignment {assignment.name}")
    return "\n".join(lines)


def config_kept(path: str) -> tuple[str, str]:
    """Say that a course's own configuration was left alone."""
    return (
        f"{path} was there and is as it was.",
        "Compare it with that of a new course: without forklore's lines, students' kernels set the marks.",
    )


def synced(count: int, left_out: int, assignment: str, database: str) -> str:
    """Say whose scores are in the gradebook."""
    found = f"{_students(count)} in assignment {assignment} of {database}."
    return f"{found} {left_out} left out: their points are not final." if left_out else found


def compared(works: int, short: int, pairs: int) -> str:
    """Say how many answers were compared, and what came of it."""
    answers = "1 answer" if works == 1 else f"{works} answers"
    found = "no pair" if pairs == 0 else "1 pair" if pairs == 1 else f"{pairs} pairs"
    more = f" Too short to tell: {short} more." if short else ""
    return f"{answers} compared, {found} found.{more}"


def both(left: str, right: str) -> str:
    """Name the two of a pair."""
    return f"{left} and {right}"


def more_lines(count: int) -> str:
    """Say how many lines are not shown."""
    return f"... {count} more lines"


def not_there(files: Sequence[str]) -> tuple[str, str]:
    """Say that files of a batch are gone, or lie in an archive."""
    count = "1 file" if len(files) == 1 else f"{len(files)} files"
    return (
        f"{count} of these results cannot be read, such as {files[0]}.",
        "Name what was graded in place of the results: grade similar SUBMISSIONS",
    )


def _exercises(count: int) -> str:
    return f"{count} exercise" if count == 1 else f"{count} exercises"


def _students(count: int) -> str:
    return f"{count} student" if count == 1 else f"{count} students"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
