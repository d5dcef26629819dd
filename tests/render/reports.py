"""Reports as the tests of this folder write them."""

from __future__ import annotations

from types import SimpleNamespace

from grader.evidence import Evidence, Kind, Leftover, LeftoverKind, Observation, ProcessRecord, SignalRecord
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

ZOMBIE = (
    "Process 7 had ended, but nobody waited for it:\n"
    "\n"
    "    fork_report.py, line 14:  pid = os.fork()\n"
    "\n"
    "A finished child stays in the process table until its parent asks for its status."
)

CATALOGUE = {
    "no-wait": SimpleNamespace(
        title="The parent does not wait by itself",
        hints=("Which call ends only when the child has ended, and what does it return?", "Second?"),
    ),
    "child-falls-through": SimpleNamespace(
        title="Code after the if runs in both processes",
        hints=("Which process executes the last line of your function?", "Second?"),
    ),
}


def evidence(**changed: object) -> Evidence:
    values: dict[str, object] = {
        "witness": "ptrace",
        "processes": [
            ProcessRecord(pid=3, parent=0, kind=Kind.RUNNER, begin=0.0, end=0.2, exitcode=0),
            ProcessRecord(pid=7, parent=3, kind=Kind.PROCESS, begin=0.1, end=0.15, exitcode=-9),
        ],
        "signals": [SignalRecord(at=0.14, pid=7, number=9, sender=3)],
        "observations": [Observation(at=0.1, pid=7, value={"n": [1, None, "a"]})],
        "leftovers": [Leftover(kind=LeftoverKind.ZOMBIE, what="process 7 (forked by 3)", pid=7)],
        "peak_processes": 2,
        "wall_seconds": 0.2,
    }
    return Evidence(**(values | changed))  # type: ignore[arg-type]


def check(
    title: str,
    verdict: Verdict,
    points: float,
    max_points: float,
    message: str = "",
    diagnosis: str | None = None,
    slug: str = "fork_report",
    **more: object,
) -> CheckResult:
    name = "".join(c if c.isalnum() else "_" for c in title.lower().encode("ascii", "ignore").decode())[:30]
    return CheckResult(
        id=f"{slug}/test_public::test_{name.strip('_')}",
        exercise=slug,
        visibility="public",
        title=title,
        verdict=verdict,
        points=points,
        max_points=max_points,
        message=message,
        diagnosis=diagnosis,
        duration=0.125,
        **more,  # type: ignore[arg-type]
    )


def exercise(slug: str, title: str, path: str, *checks: CheckResult, refusal: str = "") -> ExerciseReport:
    return ExerciseReport(slug=slug, title=title, path=path, checks=list(checks), refusal=refusal)


def report(*exercises: ExerciseReport, **changed: object) -> Report:
    values: dict[str, object] = {
        "forklore": "0.1.0",
        "python": "3.11.7",
        "platform": "Linux 6.1 x86_64",
        "isolation": "namespaces",
        "witness": "ptrace",
        "seed": 77,
        "started": "2025-06-01T12:00:00Z",
        "duration": 1.5,
        "exercises": list(exercises),
    }
    return Report(**(values | changed))  # type: ignore[arg-type]


def mixed() -> Report:
    """Every shape of an exercise at once."""
    return report(
        exercise(
            "fork_report",
            "One call, two returns",
            "exercises/01_fork/fork_report.py",
            check("The child writes its own line.", Verdict.PASSED, 1, 1, evidence=[evidence()]),
            check(
                "The parent waits until the child has ended, then writes its line, and only then returns.",
                Verdict.LEAKED,
                0,
                2,
                ZOMBIE,
                "no-wait",
                evidence=[evidence()],
            ),
            check("The parent's line comes last.", Verdict.LEAKED, 0, 1, ZOMBIE, "no-wait"),
            check(
                "Other children of the caller stay untouched.",
                Verdict.ESCAPED,
                0,
                1.5,
                "Process 9 came back from your function with the value 0.",
                "child-falls-through",
            ),
            check("The answer is the child's pid.", Verdict.SKIPPED, 0, 1),
        ),
        exercise(
            "run_isolated",
            "A call in a child",
            "exercises/01_fork/run_isolated.py",
            check("A normal end is exit 0.", Verdict.NOT_STARTED, 0, 2, slug="run_isolated"),
            check("A signal is told.", Verdict.SKIPPED, 0, 3, slug="run_isolated"),
        ),
        exercise(
            "fan_out",
            "n children at once",
            "handed/in.py",
            check("All codes, in order.", Verdict.NOT_STARTED, 0, 1, slug="fan_out"),
        ),
        exercise(
            "named_processes",
            "Processes with names",
            "exercises/02_process/named_processes.py",
            check("Every job runs.", Verdict.PASSED, 2, 2, slug="named_processes"),
            check("All jobs run at once.", Verdict.PASSED, 2.5, 2.5, slug="named_processes"),
        ),
        exercise(
            "run_all",
            "A pool that is closed, then joined",
            "exercises/03_pool/run_all.py",
            check("Results stand in task order.", Verdict.GRADER_ERROR, 0, 2, slug="run_all"),
        ),
        exercise(
            "offer_take",
            "Put and take",
            "exercises/04_queue/offer_take.py",
            check("What fits is put.", Verdict.CRASHED, 0, 3, "contains a null byte", slug="offer_take"),
            refusal=(
                "exercises/04_queue/offer_take.py contains a null byte: byte 12, line 3. "
                "Save the file as plain text in UTF-8."
            ),
        ),
        notices=["The disk limit was not enforced: this kernel has no quota for tmpfs."],
    )
