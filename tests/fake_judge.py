"""A judge that grades by what stands in the source, and a bank of three exercises on disk.

For the command line's tests only. Run as a script it is ``grade`` with that judge and bank, for the
tests that need a process: ``fake_judge.py ROOT ARGS...``.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec

from grader.bank import Bank
from grader.evidence import Evidence, Kind, ProcessRecord, WaitRecord
from grader.exercise import Exercise
from grader.limits import Limits
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

TITLES = {
    "fork_report": ("01_fork", "One call, two returns"),
    "run_isolated": ("01_fork", "A call in a child"),
    "run_all": ("03_pool", "A pool that is closed, then joined"),
}


def bank(root: Path) -> Bank:
    exercises = []
    for order, (slug, (topic, title)) in enumerate(TITLES.items()):
        exercises.append(
            Exercise(
                slug=slug,
                topic=topic,
                title=title,
                points=2.0,
                functions=(slug,),
                start_methods=("fork",),
                hints=("What does fork return in the child?", "Who waits for the child?"),
                limits=Limits(),
                order=order,
                suite=root / "grader" / "suites" / slug,
                suite_files=(),
                solution=root / "solutions" / topic / f"{slug}.py",
                stub=root / "exercises" / topic / f"{slug}.py",
                accepted=(),
                rejected=(),
            )
        )
    return Bank(tuple(exercises))


def catalogue() -> dict[str, SimpleNamespace]:
    return {
        "no-wait": SimpleNamespace(
            title="The parent does not wait by itself",
            what_happens="The child stays.",
            why="Nobody took its status.",
            hints=("Which call waits?", "Which line?"),
            read_more="https://docs.python.org/3/library/os.html",
        )
    }


def evidence(source: bytes) -> list[Evidence]:
    """What is seen of a source that says so: a caller that waits for its child, which waits for it."""
    if b"# seen" not in source:
        return []
    waits = [
        WaitRecord(
            pid=2, first=True, kind="child", on=[3], call="process.Process.join", function="f", line=4
        ),
        WaitRecord(pid=3, first=True, kind="write", on=[2], target="pipe:[7]", function="g", line=9),
    ]
    processes = [
        ProcessRecord(pid=2, parent=0, kind=Kind.RUNNER, begin=0.0),
        ProcessRecord(pid=3, parent=2, kind=Kind.PROCESS, begin=0.01),
    ]
    return [
        Evidence(
            witness="ptrace",
            processes=processes,
            signals=[],
            observations=[],
            leftovers=[],
            waits=waits if b"# deadlock" in source else [],
            peak_processes=2,
            wall_seconds=0.2,
        )
    ]


def check(slug: str, name: str, source: bytes) -> CheckResult:
    words = {
        b"NotImplementedError": Verdict.NOT_STARTED,
        b"# wrong": Verdict.FAILED,
        b"# deadlock": Verdict.DEADLOCKED,
        b"# second" if name == "two" else b"# first": Verdict.FAILED,
        b"# broken grader": Verdict.GRADER_ERROR,
        b"# too busy" if name == "two" else b"# never": Verdict.GRADER_ERROR,
    }
    verdict = next((v for word, v in words.items() if word in source), Verdict.PASSED)
    return CheckResult(
        id=f"{slug}/test_public::test_{name}",
        exercise=slug,
        visibility="public",
        title=f"It does {name}.",
        verdict=verdict,
        diagnosis="no-wait" if verdict is Verdict.FAILED else None,
        message="It did something else." if verdict is Verdict.FAILED else "",
        line=0 if verdict is Verdict.PASSED else 4,
        evidence=evidence(source),
        points=1.0 if verdict is Verdict.PASSED else 0.0,
        max_points=1.0,
    )


def refused(result: CheckResult, verdict: Verdict, sentence: str) -> CheckResult:
    return msgspec.structs.replace(result, verdict=verdict, message=sentence, points=0.0)


def grade(submissions: Sequence[Any], options: Any, listener: Any = None) -> Report:
    exercises = []
    for index, submission in enumerate(submissions):
        if b"# interrupt" in submission.source:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(10)
        if b"# unexpected" in submission.source:
            raise RuntimeError("this was not foreseen")
        slug = submission.exercise.slug
        checks = [check(slug, name, submission.source) for name in ("one", "two")]
        if submission.refusal:
            verdict = Verdict.CRASHED if submission.handed_in else Verdict.NOT_STARTED
            checks = [refused(result, verdict, submission.refusal) for result in checks]
        for result in checks if listener is not None else ():
            listener.check_done(index, result)
        report = ExerciseReport(
            slug=slug,
            title=submission.exercise.title,
            path=submission.path,
            checks=checks,
            refusal=submission.refusal,
            handed_in=submission.handed_in,
        )
        if listener is not None:
            listener.submission_done(index, report)
        exercises.append(report)
    return Report(
        forklore="0.1.0",
        python="3.11.7",
        platform="Linux",
        isolation="none" if options.isolation == "none" else "namespaces",
        witness="ptrace",
        seed=options.seed,
        started="2025-06-01T12:00:00Z",
        duration=1.0,
        exercises=exercises,
    )


def main() -> None:
    import grader.bank
    import grader.judge

    root = Path(sys.argv.pop(1))
    judge: Any = grader.judge
    judge.grade = grade
    changed: Any = grader.bank
    changed.load_bank = lambda: bank(root)
    changed.load_catalogue = catalogue
    from grader.cli import main as real

    real()


if __name__ == "__main__":
    main()
