"""A synthetic class, graded by ``grade batch``: submissions per minute, CPU, memory, and a second run.

    python benchmarks/class_of.py [STUDENTS] [JOBS] [EXERCISE...]
    python benchmarks/class_of.py --own [SMALL] [LARGE]
    python benchmarks/class_of.py --calls [SMALL] [LARGE]

Each student hands in these exercises (four, if none is named); 70 % of the answers are right, 20 % wrong,
10 % end in a deadlock, drawn from the accepted and rejected answers of the bank with a fixed seed.

With `--own` nothing is judged: a judge that passes everything at once takes the real one's place. What is
left is the batch's own work (taking in, planning, writing results, pages and the table): CPU time for each
submission in classes of 200 and 2,000, in turn, the least of five. Each run is a process of its own, which
has graded a class of two before, so that start-up is not counted. Every second student hands in a zip.

With `--calls` the work is counted and not timed: how many functions the batch calls for each submission.
"""

from __future__ import annotations

import contextlib
import cProfile
import os
import pstats
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grader
from grader.bank import load_bank
from grader.exercise import Exercise
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

SLUGS = ("fork_report", "run_all", "gather", "transfer")


def answers(exercise: Exercise) -> dict[str, list[Path]]:
    """Right, wrong and deadlocked answers of an exercise."""
    found: dict[str, list[Path]] = {"right": [accepted.path for accepted in exercise.accepted]}
    for rejected in exercise.rejected:
        verdicts = {expectation.verdict.value for expectation in rejected.expect.values()}
        found.setdefault("deadlocked" if "DEADLOCKED" in verdicts else "wrong", []).append(rejected.path)
    return found


def hand_in(folder: Path, students: int, slugs: Sequence[str]) -> None:
    """Make the submissions of a class."""
    draw = random.Random(1)
    bank = {slug: answers(load_bank().find(slug)) for slug in slugs}
    for number in range(students):
        own = folder / f"student{number:04}"
        own.mkdir(parents=True)
        for slug, kinds in bank.items():
            kind = draw.choices(["right", "wrong", "deadlocked"], [70, 20, 10])[0]
            shutil.copyfile(draw.choice(kinds.get(kind) or kinds["wrong"]), own / f"{slug}.py")


def batch(folder: Path, out: Path, jobs: str) -> tuple[float, float]:
    """Grade the class; wall and CPU seconds of the whole run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    line = [sys.executable, "-m", "grader.cli", "batch", str(folder), "--out", str(out), "--jobs", jobs]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - begin, cpu


def instant(submissions: Sequence[Any], options: Any, listener: Any = None) -> Report:  # noqa: ANN401
    """A judge that takes no time."""
    exercises = []
    for index, submission in enumerate(submissions):
        slug = submission.exercise.slug
        checks = [
            CheckResult(
                id=f"{slug}/test_public::test_{number}",
                exercise=slug,
                visibility="public",
                title="It does it.",
                verdict=Verdict.PASSED,
                diagnosis=None,
                message="",
                evidence=[],
                points=1.0,
                max_points=1.0,
            )
            for number in range(5)
        ]
        exercises.append(
            ExerciseReport(slug=slug, title=submission.exercise.title, path=submission.path, checks=checks)
        )
        if listener is not None:
            listener.submission_done(index, exercises[-1])
    return Report(
        forklore=grader.__version__,
        python="",
        platform="",
        isolation="namespaces",
        witness="ptrace",
        seed=options.seed,
        started="",
        duration=0.0,
        exercises=exercises,
    )


def own(folder: Path, out: Path) -> float:
    """CPU seconds of a batch whose judge takes none, children included."""
    from grader.cli import main as command

    before = spent()
    sys.argv = ["grade", "batch", str(folder), "--out", str(out)]
    with contextlib.ExitStack() as stack:
        nowhere = stack.enter_context(Path(os.devnull).open("w"))
        stack.enter_context(contextlib.redirect_stdout(nowhere))
        stack.enter_context(contextlib.redirect_stderr(nowhere))
        stack.enter_context(contextlib.suppress(SystemExit))
        command()
    return spent() - before


def spent() -> float:
    """CPU seconds of this process and its children."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def once(small: Path, folder: Path, out: Path) -> None:
    """Print the CPU seconds of a batch; a small one comes first."""
    nothing_is_judged()
    own(small, out.with_name(out.name + "-first"))
    print(own(folder, out))


def nothing_is_judged() -> None:
    """Let every submission of this process pass at once."""
    from grader import judge

    replaced: Any = judge
    replaced.grade = instant


def zipped(folder: Path) -> None:
    """Make an archive of every second student's folder."""
    for path in sorted(folder.iterdir())[::2]:
        shutil.make_archive(str(path), "zip", path)
        shutil.rmtree(path)


def main_own(small: int, large: int) -> None:
    """Print the batch's own work for each submission."""
    best: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in (2, small, large):
            hand_in(Path(folder, f"class{size}"), size, SLUGS)
            zipped(Path(folder, f"class{size}"))
        for turn in range(5):
            for size in (small, large):
                paths = [f"{folder}/{name}" for name in ("class2", f"class{size}", f"{size}-{turn}")]
                line = [sys.executable, __file__, "--once", *paths]
                seconds = float(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
                best[size] = min(best.get(size, seconds), seconds)
    each = {size: best[size] / size / len(SLUGS) * 1000 for size in (small, large)}
    for size, milliseconds in each.items():
        pieces = size * len(SLUGS)
        print(f"{size} students, {pieces} submissions: {best[size]:.2f} s of CPU, {milliseconds:.2f} ms each")
    print(f"  the large class, each submission: {100 * each[large] / each[small] - 100:+.1f} %")


def main_calls(small: int, large: int) -> None:
    """Print how many calls of functions the batch makes for each submission."""
    nothing_is_judged()
    each = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in (2, small, large):
            hand_in(Path(folder, f"class{size}"), size, SLUGS)
            zipped(Path(folder, f"class{size}"))
            with cProfile.Profile() as profile:
                own(Path(folder, f"class{size}"), Path(folder, f"out{size}"))
            calls: Any = pstats.Stats(profile)
            each[size] = calls.total_calls / size / len(SLUGS)
    for size in (small, large):
        print(f"{size} students, {size * len(SLUGS)} submissions: {each[size]:.0f} calls each")
    print(f"  the large class, each submission: {100 * each[large] / each[small] - 100:+.1f} %")


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == ["--once"]:
        once(*map(Path, sys.argv[2:5]))
        return
    if sys.argv[1:2] in (["--own"], ["--calls"]):
        small, large = (int(word) for word in (sys.argv[2:] + ["200", "2000"][len(sys.argv) - 2 :])[:2])
        (main_own if sys.argv[1] == "--own" else main_calls)(small, large)
        return
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    jobs = sys.argv[2] if len(sys.argv) > 2 else "4"
    slugs = sys.argv[3:] or SLUGS
    with tempfile.TemporaryDirectory() as folder:
        hand_in(Path(folder, "class"), students, slugs)
        wall, cpu = batch(Path(folder, "class"), Path(folder, "results"), jobs)
        again, _ = batch(Path(folder, "class"), Path(folder, "results"), jobs)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    pieces = students * len(slugs)
    print(f"{students} students, {pieces} submissions, {jobs} at a time: {wall:.1f} s")
    print(f"  {pieces / wall * 60:.0f} submissions a minute; CPU of waited-for processes {cpu:.1f} s")
    print(f"  largest process {most:.0f} MiB")
    print(f"  again, unchanged: {again:.1f} s, {again / wall * 100:.1f} %")


if __name__ == "__main__":
    main()
