"""map_outcomes: results and exceptions, and all at once."""

from __future__ import annotations

from typing import Any

from grader.scenario import RAISING, name_of
from grader.suites.map_outcomes.scenes import HANGS, fallen, has_outcomes, outcomes_of, ran_elsewhere
from grader.testing import Schedule, Submission, check, expect, nobody_waits_for, scenario


@scenario
def outcomes(student: Any, items: list[Any], workers: int) -> object:
    """The outcomes of these items."""
    return outcomes_of(student, items, workers)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_outcomes(submission: Submission) -> None:
    """Each item has its outcome, in the order of the items; one that fails leaves the others alone."""
    number = submission.random.randrange(10, 10**6)
    nested = ["fall", "one of a nested class"]
    items: list[Any] = [number, ["raise", "ValueError"], None, ["raise", "KeyError"], "", number, nested]
    right: list[tuple[str, object]] = [
        ("ok", number),
        ("error", "ValueError"),
        ("ok", None),
        ("error", "KeyError"),
        ("ok", ""),
        ("ok", number),
        ("error", "Nested"),
    ]
    answer = submission.play(outcomes, items, 1, schedule=Schedule())
    ran_elsewhere(answer, 7)
    has_outcomes(answer, answer.value, right, "wrong-value")


@check(points=0.5, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """As many items as there are processes run at once; a slow one holds up nobody."""
    answer = submission.play(outcomes, [["meet", 3]] * 3, 3, schedule=Schedule())
    ran_elsewhere(answer, 3)
    expect(
        answer.value == [("ok", True)] * 3, f"3 items waited for each other in 3 processes: {answer.value!r}."
    )
    pids = {seen.pid for seen in answer.told("called")}
    expect(len(pids) == 3, f"3 items met in {len(pids)} processes.", "no-real-process")
    workers = submission.random.choice([2, 3])
    count = 2 * workers + 1
    items = [["stay", number, 0.0 if number else 600.0] for number in range(count)]
    answer = submission.play(outcomes, items, workers, schedule=Schedule())
    ran_elsewhere(answer, count)
    shown = f"The first of {count} items took 600 s, with workers={workers}"
    nobody_waits_for(0, answer, left="stayed", what=shown)
    right: list[tuple[str, object]] = [("ok", number) for number in range(count)]
    value = answer.value if isinstance(answer.value, list) else []
    others = [outcome for outcome in value if outcome in right[1:]] == right[1:]
    has_outcomes(answer, answer.value, right, "limit-for-end" if others else "wrong-value")


@check(points=0.5, diagnosis="except-exception")
def test_system_exit(submission: Submission) -> None:
    """sys.exit in func is an outcome like any other, whatever it was given."""
    number = submission.random.randrange(1000)
    kinds = [kind for kind in RAISING if name_of(kind) == "SystemExit"]
    answer = fallen(submission, outcomes, kinds, number, HANGS)
    right: list[tuple[str, object]] = [("error", "SystemExit")] * len(kinds) + [("ok", number)]
    swallowed = isinstance(answer.value, list) and ("ok", None) in answer.value
    has_outcomes(answer, answer.value, right, "wrong-value" if swallowed else "except-exception")
