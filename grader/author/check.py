"""Prove that an exercise is complete: stub, solution, accepted and rejected answers, hints.

Every answer is judged by the same judge as a student's. ``repeat`` and ``busy`` turn the proof into
a search for flakes: the same verdicts must come out every time, also beside busy loops.
"""

from __future__ import annotations

import contextlib
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from grader.author.static import at, complaints, entry, shown
from grader.author.texts import SEED, Texts
from grader.author.tiers import TIERS, Tier
from grader.bank import Bank
from grader.exercise import REGISTRATION, Exercise, Expectation
from grader.judge import Options, SubmittedFile, grade
from grader.judge.reading import fault_of
from grader.report import CheckResult, ExerciseReport
from grader.verdict import Verdict

#: Exercise and check to its seconds and the limit; and what is said of one.
Slow = dict[tuple[str, str], tuple[float, float]]
SLOW = "{} solution: {} takes {:.1f} s, more than half of its limit of {:g} s"
BUSY_LOOP = "import ctypes; ctypes.CDLL(None).prctl(1, 9)\nwhile True: pass"


@dataclass(frozen=True)
class Sample:
    """One answer of the bank and what every check must say about it."""

    exercise: Exercise
    name: str
    source: bytes
    expected: Callable[[str], Expectation | None]
    kind: str


def check_bank(
    bank: Bank,
    *,
    slugs: Sequence[str],
    repeat: int,
    busy: int,
    jobs: int,
    say: Callable[[str], None],
    isolation: str = "auto",
    texts: Texts | None = None,
    tier: Tier = TIERS["complete"],
) -> list[str]:
    """Return every complaint, one sentence each and each once; empty if all is well.

    Each answer is judged ``repeat`` times beside ``busy`` busy loops, at this isolation level. The first
    time, what a rejected answer is told is compared with ``texts``.
    """
    exercises = [bank.find(slug) for slug in slugs] if slugs else list(bank.exercises)
    tally = _Tally()
    tally.add([sentence for sentence, _ in bank.broken.values()] if not slugs else [])
    for exercise in exercises:
        tally.add(complaints(exercise, bank.course_of(exercise), tier))
    exercises = [exercise for exercise in exercises if not fault_of(exercise)]  # all of it has been said
    samples = [sample for exercise in exercises for sample in _samples(exercise, tier)]
    with busy_loops(busy):
        for number in range(repeat):
            now = samples if number == 0 else [s for s in samples if s.kind != "stub"]
            options = Options(jobs=jobs, seed=secrets.randbits(32), isolation=isolation)
            found, judged = _round(now, options, texts if number == 0 else None)
            tally.add(found)
            for exercise in exercises if number == 0 else ():
                tally.add(_coverage(exercise, judged, tier))
            say(f"round {number + 1} of {repeat}: {len(judged)} answers judged, {len(found)} not as expected")
    if texts is not None:
        for exercise in exercises:
            texts.tidy(exercise)
    return tally.sentences


class _Tally:
    """What is wrong, each thing once: the seed and the words of a later round do not make it another one."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    @property
    def sentences(self) -> list[str]:
        return list(self._said.values())

    def add(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self._said.setdefault(sentence.partition(" (seed ")[0], sentence)


@contextlib.contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Keep ``count`` CPUs busy meanwhile."""
    loops = [subprocess.Popen([sys.executable, "-c", BUSY_LOOP]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def _samples(exercise: Exercise, tier: Tier) -> list[Sample]:
    passed = Expectation(Verdict.PASSED)
    samples = []
    if exercise.stub.is_file():
        source = exercise.stub.read_bytes()
        samples.append(Sample(exercise, "stub", source, lambda _: Expectation(Verdict.NOT_STARTED), "stub"))
    if exercise.solution.is_file():
        source = exercise.solution.read_bytes()
        samples += [Sample(exercise, "solution", source, lambda _: passed, "solution")] * tier.solution_runs
    for accepted in exercise.accepted:
        if accepted.path.is_file():
            name = f"accepted/{accepted.name}"
            samples.append(Sample(exercise, name, accepted.path.read_bytes(), lambda _: passed, "accepted"))
    for rejected in exercise.rejected if tier.rejected else ():
        if rejected.path.is_file():
            name = f"rejected/{rejected.name}"
            samples.append(Sample(exercise, name, rejected.path.read_bytes(), rejected.expected, "rejected"))
    return samples


def _round(
    samples: Sequence[Sample], options: Options, texts: Texts | None
) -> tuple[list[str], list[tuple[Sample, ExerciseReport]]]:
    """Judge every sample once; with ``texts`` the rejected ones under the seed of the texts."""
    fixed = [sample for sample in samples if texts is not None and sample.kind == "rejected"]
    others = [sample for sample in samples if texts is None or sample.kind != "rejected"]
    found: list[str] = []
    judged: list[tuple[Sample, ExerciseReport]] = []
    for part, seed in ((fixed, SEED), (others, options.seed)):
        submissions = [SubmittedFile(sample.exercise, sample.name, sample.source) for sample in part]
        report = grade(submissions, msgspec.structs.replace(options, seed=seed))
        for sample, result in zip(part, report.exercises, strict=True):
            judged.append((sample, result))
            found += _wrong(sample, result, seed)
            if texts is not None and part is fixed:
                found += texts.complaints(sample.exercise, sample.name.partition("/")[2], report, result)
    return found + _slow_even_alone(judged, options), judged


def _wrong(sample: Sample, report: ExerciseReport, seed: int) -> list[str]:
    found = []
    for result in report.checks:
        expected = sample.expected(result.id)
        if expected is None:
            continue
        if result.verdict is not expected.verdict or (
            sample.kind == "rejected" and result.diagnosis != expected.diagnosis
        ):
            got = Expectation(result.verdict, result.diagnosis)
            where = f"{_place(sample)}: {sample.exercise.slug} {sample.name}: {_short(result)}"
            told = f"(seed {seed}): {result.message[:300]}"
            found.append(f"{where} should be {_shown(expected)} and is {_shown(got)} {told}")
    if sample.kind == "rejected" and report.passed:
        where = f"{_place(sample)}: {sample.exercise.slug} {sample.name}"
        found.append(f"{where}: every check passes, although the answer is wrong")
    return found


def _place(sample: Sample) -> str:
    """Where to look: the entry of an answer in exercise.toml, else the solution or the stub."""
    if "/" in sample.name:
        return entry(sample.exercise, sample.name)
    return shown(sample.exercise.solution if sample.kind == "solution" else sample.exercise.stub)


def _slow_even_alone(judged: Sequence[tuple[Sample, ExerciseReport]], options: Options) -> list[str]:
    """What is said of slow solutions: many were judged at once, so they are judged again, one by one."""
    slow = {slug for slug, _ in _too_slow(judged)}
    solutions = {one.exercise.slug: one for one, _ in judged if one.kind == "solution"}
    alone = [sample for slug, sample in solutions.items() if slug in slow]
    if not alone:
        return []
    submissions = [SubmittedFile(sample.exercise, sample.name, sample.source) for sample in alone]
    again = grade(submissions, msgspec.structs.replace(options, jobs=1)).exercises
    still = _too_slow([*judged, *zip(alone, again, strict=True)])
    return [SLOW.format(slug, name, *times) for (slug, name), times in still.items()]


def _too_slow(judged: Sequence[tuple[Sample, ExerciseReport]]) -> Slow:
    """Checks for which a solution never needed less than half of its limit: one slow run says nothing."""
    fastest: Slow = {}
    for sample, report in judged:
        for result in report.checks if sample.kind == "solution" else ():
            counted = (e.wall_seconds - e.forgiven_seconds for e in result.evidence)
            wall = max(counted, default=0.0)
            key = sample.exercise.slug, _short(result)
            fastest[key] = (min(wall, fastest.get(key, (wall, 0.0))[0]), sample.exercise.limits.wall_seconds)
    return {key: times for key, times in fastest.items() if times[0] > times[1] / 2}


def _short(result: CheckResult) -> str:
    return result.id.partition("/")[2]


def _shown(expectation: Expectation) -> str:
    return f"{expectation.verdict.value} {expectation.diagnosis or ''}".strip()


def _coverage(exercise: Exercise, judged: Sequence[tuple[Sample, ExerciseReport]], tier: Tier) -> list[str]:
    """Complaints about the checks as a whole: points, start methods, and whether each ever says no."""
    mine = [(sample, report) for sample, report in judged if sample.exercise.slug == exercise.slug]
    checks = mine[0][1].checks if mine else []
    found = []
    total = sum(check.max_points for check in checks)
    if total != exercise.points:
        where = at(exercise.suite / REGISTRATION, "\npoints", "points")
        found.append(f"{where}: the checks' points add up to {total:g}; here stands {exercise.points:g}")
    methods = {
        method for method in exercise.start_methods if any(c.id.endswith(f"[{method}]") for c in checks)
    }
    if len(exercise.start_methods) > 1 and methods != set(exercise.start_methods):
        absent = sorted(set(exercise.start_methods) - methods)
        found.append(f"{exercise.slug}: no check runs under {', '.join(absent)}")
    if not tier.rejected:
        return found
    no = {
        c.id
        for sample, report in mine
        if sample.kind == "rejected"
        for c in report.checks
        if not _passed(c) and sample.expected(c.id) is not None
    }
    found += [
        f"{_check_at(exercise, c)}: {_short(c)} rejects no wrong answer"
        for c in checks
        if c.id not in no and c.max_points
    ]
    return found


def _check_at(exercise: Exercise, check: CheckResult) -> str:
    stem, _, test = _short(check).partition("::")
    return at(exercise.suite / f"{stem}.py", f"def {test.partition('[')[0]}(")


def _passed(result: CheckResult) -> bool:
    return result.verdict in (Verdict.PASSED, Verdict.SKIPPED)
