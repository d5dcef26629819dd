"""map_outcomes: results and exceptions, and all at once."""

from typing import Any

from grader.scenario import ORDINARY, RAISING, STAYING, drawn, name_of, one_slow
from grader.suites.map_outcomes.scenes import outcome, outcomes, right_outcomes
from grader.testing import Submission, all_met, at_most, check, lost_with_the_slow, nobody_waits_for


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_outcomes(submission: Submission) -> None:
    """Each item has its outcome, in the order of the items; one that fails leaves the others alone."""
    number = submission.random.randrange(10, 10**6)
    kinds = ["one without a text", "an exception", "one of a nested class"]
    first, second, nested = (["fall", kind] for kind in kinds)
    items: list[Any] = [number, first, None, second, "", number, str(number), nested]
    rest = [kind for kind in drawn(submission.random, ORDINARY) if kind not in (*kinds, *STAYING)]
    for some in (items, [["fall", kind] for kind in rest]):
        answer = submission.play(outcomes, some, 1)
        right_outcomes(answer, some)


@check(points=0.5, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """As many items as there are processes run at once; a slow one holds up nobody."""
    items: list[Any] = [["meet", 3, "met"]] * 3
    answer = submission.play(outcomes, items, 3)
    right_outcomes(answer, items)
    all_met(answer, 3, shared="no-real-process")
    workers = submission.random.choice([2, 3])
    items = one_slow(4 * workers + 1)
    answer = submission.play(outcomes, items, workers)
    shown = f"The first of {len(items)} items took 600 s, with workers={workers}"
    nobody_waits_for(items[0], answer, left="out", what=shown)
    right_outcomes(answer, items, lost_with_the_slow(answer.value, [outcome(item) for item in items]))
    at_most(answer, workers, f"workers={workers}")


@check(points=0.5, diagnosis="except-exception")
def test_system_exit(submission: Submission) -> None:
    """sys.exit in func is an outcome like any other, whatever it was given."""
    items: list[Any] = [["fall", kind] for kind in RAISING if name_of(kind) == "SystemExit"]
    items.append(submission.random.randrange(1000))
    answer = submission.play(outcomes, items, 1, blame="except-exception")
    swallowed = isinstance(answer.value, list) and ("ok", None) in answer.value
    right_outcomes(answer, items, "wrong-value" if swallowed else "except-exception")
