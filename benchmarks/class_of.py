"""A synthetic class, graded by ``grade batch``: submissions per minute, CPU, memory, and a second run.

    python benchmarks/class_of.py [STUDENTS] [JOBS] [EXERCISE...]

Each student hands in these exercises (four, if none is named); 70 % of the answers are right, 20 % wrong,
10 % end in a deadlock, drawn from the accepted and rejected answers of the bank with a fixed seed.
"""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from grader.bank import load_bank
from grader.exercise import Exercise

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


def main() -> None:
    """Print the figures."""
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
