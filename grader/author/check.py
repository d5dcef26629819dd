"""Prove that an exercise is complete: stub, solution, accepted and rejected answers, hints.

Every answer is judged by the same judge as a student's. ``repeat`` and ``busy`` turn the proof into
a search for flakes: the same verdicts must come out every time, also beside busy loops.
"""

from __future__ import annotations

import ast
import contextlib
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from grader.author.texts import SEED, Texts
from grader.bank import Bank, load_catalogue
from grader.exercise import Exercise, Expectation, file_faults
from grader.judge import Options, SubmittedFile, grade
from grader.report import CheckResult, ExerciseReport
from grader.stub import derive_stub
from grader.verdict import Verdict

SOLUTION_RUNS = 3
LEAST_ACCEPTED = 3
LEAST_REJECTED = 8
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
) -> list[str]:
    """Return every complaint, one sentence each; empty if all is well.

    Each answer is judged ``repeat`` times beside ``busy`` busy loops, at this isolation level. The first
    time, what a rejected answer is told is compared with ``texts``.
    """
    exercises = [bank.find(slug) for slug in slugs] if slugs else list(bank.exercises)
    complaints = [sentence for sentence, _ in bank.broken.values()] if not slugs else []
    complaints += [complaint for exercise in exercises for complaint in static_complaints(exercise)]
    samples = [sample for exercise in exercises for sample in _samples(exercise)]
    tally: dict[str, None] = dict.fromkeys(complaints)
    with busy_loops(busy):
        for number in range(repeat):
            now = samples if number == 0 else [s for s in samples if s.kind != "stub"]
            options = Options(jobs=jobs, seed=secrets.randbits(32), isolation=isolation)
            found, judged = _round(now, options, texts if number == 0 else None)
            tally.update(dict.fromkeys(found))
            if number == 0:
                tally.update(dict.fromkeys(c for exercise in exercises for c in _coverage(exercise, judged)))
            say(f"round {number + 1} of {repeat}: {len(judged)} answers judged, {len(found)} not as expected")
            for complaint in found:
                say(f"  {complaint}")
    if texts is not None:
        for exercise in exercises:
            texts.tidy(exercise)
    return list(tally)


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


def _samples(exercise: Exercise) -> list[Sample]:
    passed = Expectation(Verdict.PASSED)
    samples = []
    if exercise.stub.is_file():
        source = exercise.stub.read_bytes()
        samples.append(Sample(exercise, "stub", source, lambda _: Expectation(Verdict.NOT_STARTED), "stub"))
    if exercise.solution.is_file():
        source = exercise.solution.read_bytes()
        samples += [Sample(exercise, "solution", source, lambda _: passed, "solution")] * SOLUTION_RUNS
    for accepted in exercise.accepted:
        if accepted.path.is_file():
            name = f"accepted/{accepted.name}"
            samples.append(Sample(exercise, name, accepted.path.read_bytes(), lambda _: passed, "accepted"))
    for rejected in exercise.rejected:
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
    return found + _too_slow(judged), judged


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
            where = f"{sample.exercise.slug} {sample.name}: {_short(result)}"
            told = f"(seed {seed}): {result.message[:300]}"
            found.append(f"{where} should be {_shown(expected)} and is {_shown(got)} {told}")
    if sample.kind == "rejected" and report.passed:
        found.append(
            f"{sample.exercise.slug} {sample.name}: every check passes, although the answer is wrong"
        )
    return found


def _too_slow(judged: Sequence[tuple[Sample, ExerciseReport]]) -> list[str]:
    """Checks for which a solution never needed less than half of its limit: one slow run says nothing."""
    fastest: dict[tuple[str, str], tuple[float, float]] = {}
    for sample, report in judged:
        for result in report.checks if sample.kind == "solution" else ():
            counted = (e.wall_seconds - e.forgiven_seconds for e in result.evidence)
            wall = max(counted, default=0.0)
            key = sample.exercise.slug, _short(result)
            fastest[key] = (min(wall, fastest.get(key, (wall, 0.0))[0]), sample.exercise.limits.wall_seconds)
    return [
        f"{slug} solution: {name} takes {wall:.1f} s, more than half of its limit"
        for (slug, name), (wall, limit) in fastest.items()
        if wall > limit / 2
    ]


def _short(result: CheckResult) -> str:
    return result.id.partition("/")[2]


def _shown(expectation: Expectation) -> str:
    return f"{expectation.verdict.value} {expectation.diagnosis or ''}".strip()


def _coverage(exercise: Exercise, judged: Sequence[tuple[Sample, ExerciseReport]]) -> list[str]:
    """Complaints about the checks as a whole: points, start methods, and whether each ever says no."""
    mine = [(sample, report) for sample, report in judged if sample.exercise.slug == exercise.slug]
    checks = mine[0][1].checks if mine else []
    found = []
    total = sum(check.max_points for check in checks)
    if total != exercise.points:
        found.append(
            f"{exercise.slug}: the checks' points add up to {total:g}, exercise.toml says {exercise.points:g}"
        )
    methods = {
        method for method in exercise.start_methods if any(c.id.endswith(f"[{method}]") for c in checks)
    }
    if len(exercise.start_methods) > 1 and methods != set(exercise.start_methods):
        absent = sorted(set(exercise.start_methods) - methods)
        found.append(f"{exercise.slug}: no check runs under {', '.join(absent)}")
    no = {
        c.id
        for sample, report in mine
        if sample.kind == "rejected"
        for c in report.checks
        if not _passed(c) and sample.expected(c.id) is not None
    }
    found += [
        f"{exercise.slug}: {_short(c)} rejects no wrong answer"
        for c in checks
        if c.id not in no and c.max_points
    ]
    return found


def _passed(result: CheckResult) -> bool:
    return result.verdict in (Verdict.PASSED, Verdict.SKIPPED)


def static_complaints(exercise: Exercise) -> list[str]:
    """What can be said without running anything."""
    found = list(file_faults(exercise))
    if not exercise.solution.is_file():
        return found
    solution = exercise.solution.read_text("utf-8")
    stub = derive_stub(solution, str(exercise.solution))
    if not exercise.stub.is_file() or exercise.stub.read_text("utf-8") != stub:
        found.append(f"{exercise.slug}: the stub is not the derived one; run `grade author stubs`")
    if len(exercise.accepted) < LEAST_ACCEPTED:
        found.append(
            f"{exercise.slug}: {len(exercise.accepted)} accepted answers; {LEAST_ACCEPTED} are needed"
        )
    if len(exercise.rejected) < LEAST_REJECTED:
        found.append(
            f"{exercise.slug}: {len(exercise.rejected)} rejected answers; {LEAST_REJECTED} are needed"
        )
    unknown = sorted(exercise.diagnoses - set(load_catalogue()))
    found += [f"{exercise.slug}: diagnosis {name} is not in the catalogue" for name in unknown]
    told = _solution_names(solution, stub)
    if not exercise.why:
        found.append(f"{exercise.slug}: exercise.toml does not say why a right answer is as it is")
    for text in (*exercise.hints, exercise.why):
        found += [
            f"{exercise.slug}: a hint or `why` names {word}, which only the solution has"
            for word in told
            if _says(text, word)
        ]
    return found


def _solution_names(solution: str, stub: str) -> list[str]:
    """Names of the solution's own making: its functions, and names that are no plain words."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(solution)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and "_" in node.id.strip("_"):
            names.add(node.id)
    return sorted(name for name in names if not _says(stub, name))


def _says(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None
