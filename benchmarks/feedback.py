"""How long a learner waits: ``python benchmarks/feedback.py [ROUNDS]``.

Every figure is given in seconds and as a multiple of a pytest session with one empty test and no plugin,
measured in turn with it: seconds depend on the machine and on what else it does, the multiples much less.
"""

from __future__ import annotations

import os
import resource
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from grader.bank import load_bank
from grader.judge import Options, SubmittedFile
from grader.judge.warm import Warm
from grader.learner.changes import Changes
from grader.learner.start import start

BANK = load_bank()
EXERCISE = BANK.find("fork_report")
BUSY = "def fork_report(fd):\n    while True:\n        pass\n"
Figure = tuple[list[float], list[float]]


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Wall time, and CPU of the processes that ended meanwhile."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    action()
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def quietly(*line: object, cwd: Path) -> None:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    line = (sys.executable, *map(str, line))
    subprocess.run(line, cwd=cwd, capture_output=True, check=False, env=environment)


def noticed(folder: Path, answer: Path, source: bytes) -> float:
    """Seconds from a save to the moment in which the watch hears of it; the median of five."""
    found = []
    with Changes(folder) as changes:
        for number in range(6):
            time.sleep(0.3)
            began = time.monotonic()
            answer.write_bytes(source + b"#" * number)
            select.select([changes], [], [], 5)
            found.append(time.monotonic() - began)
            changes.saved()
    return statistics.median(found[1:])


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    home = Path(tempfile.mkdtemp(prefix="forklore-feedback-"))
    figures: dict[str, Figure] = {}

    def note(name: str, action: Callable[[], object]) -> None:
        wall, cpu = timed(action)
        figures.setdefault(name, ([], []))
        figures[name][0].append(wall)
        figures[name][1].append(cpu)

    try:
        start(home, BANK)
        (home / "test_empty.py").write_text("def test_nothing():\n    pass\n")
        answer = home / "exercises" / EXERCISE.topic / "fork_report.py"
        stub, source = answer.read_bytes(), EXERCISE.solution.read_bytes()
        (home / "busy.py").write_text(BUSY)
        with Warm(EXERCISE, Options(jobs=1, seed=1)) as warm:
            warm.grade(SubmittedFile(EXERCISE, "x.py", source))
            for _ in range(rounds):
                answer.write_bytes(stub)
                note(
                    "pytest with one empty test",
                    lambda: quietly("-m", "pytest", "-q", "test_empty.py", cwd=home),
                )
                note("grade, 21 untouched stubs", lambda: quietly("-m", "grader", ".", cwd=home))
                answer.write_bytes(source)
                note("grade fork_report, cold", lambda: quietly("-m", "grader", "fork_report", cwd=home))
                note(
                    "fork_report by the judge of a watch",
                    lambda: warm.grade(SubmittedFile(EXERCISE, "x", source)),
                )
        note("a busy answer", lambda: quietly("-m", "grader", "busy.py", "--as", "fork_report", cwd=home))
        hears = noticed(home / "exercises", answer, source)
    finally:
        shutil.rmtree(home)
    show(figures, hears)


def show(figures: dict[str, Figure], hears: float) -> None:
    unit = statistics.median(figures["pytest with one empty test"][0])
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs; medians\n")
    print(f"{'what':38} {'seconds':>8} {'CPU':>7} {'times':>7}")
    for name, (wall, cpu) in figures.items():
        seconds, spent = statistics.median(wall), statistics.median(cpu)
        shown = f"{spent:7.2f}" if spent else "      -"  # the watch's judge goes on, so nothing has ended
        print(f"{name:38} {seconds:8.2f} {shown} {seconds / unit:7.2f}")
    print(f"{'a save is heard of':38} {hears:8.3f} {'-':>7} {hears / unit:7.2f}")
    judged = statistics.median(figures["fork_report by the judge of a watch"][0])
    print(f"{'save to verdict in a watch':38} {hears + judged:8.2f} {'-':>7} {(hears + judged) / unit:7.2f}")
    limit = EXERCISE.limits.wall_seconds
    wall, cpu = (one[0] / limit for one in figures["a busy answer"])
    print(f"\nA busy answer: {wall:.1f} times its limit of {limit:g} s by the clock, {cpu:.1f} times in CPU.")


if __name__ == "__main__":
    main()
