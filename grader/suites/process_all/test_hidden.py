"""process_all: any item, calls that raise, slow calls, never too many, nothing to do."""

from functools import partial

from grader.scenario import EXTRAORDINARY, ORDINARY, STAYING, drawn, odd_values
from grader.suites.process_all.scenes import done, each_handled, processed, processes, stuck
from grader.testing import Finding, Submission, at_most, check, expect, literals


@check(points=0.5)
def test_any_item(submission: Submission) -> None:
    """Any value may be an item: None, 0, False and the empty ones too."""
    items = [*odd_values(submission.random, literals(submission.source)), "last"]
    processes(submission, items, 2, lost="none-as-end-mark")


@check(points=0.5)
def test_calls_that_raise(submission: Submission) -> None:
    """A call that raises is counted, and changes nothing for the other items."""
    items = [submission.random.randrange(1000), *(["fall", "an exception", n] for n in range(4))]
    for answer in submission.schedules(processed, items, 3, blame=stuck(submission, "task-done-skipped")):
        done(submission, answer, items, 4, lost="failure-unnoticed")


@check(points=0.25)
def test_never_more(submission: Submission) -> None:
    """There are never more calls in progress than there are to be processes."""
    items = [["stay", 0.1, number] for number in range(4)]
    answer = submission.play(processed, items, 2, blame=stuck(submission))
    each_handled(answer, items)
    at_most(answer, 2, "workers=2")


@check(points=0.5, needs=("test_calls_that_raise", "test_never_more"))
def test_whatever_they_raise(submission: Submission) -> None:
    """It counts as one, whatever it raises: exceptions that cannot travel, SystemExit, KeyboardInterrupt."""
    rest = tuple(kind for kind in ORDINARY if kind not in STAYING)
    for kinds, why in (
        (rest, "failure-unnoticed"),
        (STAYING, "unpicklable-exception"),
        (EXTRAORDINARY, "except-exception"),
    ):
        items = [*(["fall", kind] for kind in drawn(submission.random, kinds)), *[["stay", 0.1, "x"]] * 5]
        answer = submission.play(processed, items, 2, blame=partial(unless_full, why))
        expect(answer.value == len(kinds), f"{len(kinds)} calls raised; the answer is {answer.value!r}.", why)
        done(submission, answer, items, len(kinds), lost=why)
    items = [["fall", "an exception"]] * 257  # more than an exit code or a byte can tell
    answer = submission.play(processed, items, 1, blame=stuck(submission))
    why = "number-outgrown" if answer.value == 257 % 256 else "wrong-value"
    expect(answer.value == 257, f"All of 257 calls raised; the answer is {answer.value!r}.", why)


def unless_full(why: str, finding: Finding) -> str | None:
    """Why there is no answer; who waits in put has called nothing yet that could raise."""
    return None if ".put()" in str(finding) else why


@check(points=0.5, diagnosis="task-done-early")
def test_returns_when_all_is_done(submission: Submission) -> None:
    """The function returns only when the last call is over, however long that takes."""
    processes(submission, [["stay", 60.0 * (number + 1), number] for number in range(3)], 3)


@check(points=0.25)
def test_no_items(submission: Submission) -> None:
    """Without items the answer is 0; there may be fewer items than processes."""
    processes(submission, [], 3)
    processes(submission, [submission.random.randrange(1000)], 3)
