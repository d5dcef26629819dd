"""offer_take: waiting, errors, and what must not happen later."""

from grader.scenario import LONG
from grader.suites.offer_take.scenes import gives, on_broken, on_real
from grader.testing import Answer, Submission, check, expect

#: What queues raise besides Full and Empty: closed ones, those of a manager that is gone, and broken ones.
ERRORS = [
    *(
        "ValueError",
        "OSError",
        "EOFError",
        "BrokenPipeError",
        "ConnectionResetError",
        "ConnectionRefusedError",
    ),
    *("TypeError", "AttributeError", "KeyError", "AssertionError", "RuntimeError"),
]


@check(points=0.5, diagnosis="wrong-value")
def test_waits_as_long_as_asked(submission: Submission) -> None:
    """0 does not wait, None waits for as long as it takes, a number waits for so many seconds."""

    def why(answer: Answer) -> str | None:
        came, _, blocks, _ = answer.value
        if any(not isinstance(block, bool) for block in blocks):
            return "timeout-as-block"
        if came is None:
            return None
        if wait == 0 or (wait is None and answer.seconds < 1.0):
            return "zero-or-none"
        if len(blocks) >= 50:
            return "busy-waiting"
        if wait and wait < 1:
            return "rounded-limit" if len(blocks) == 1 else None  # more than one wait may add up
        return "limit-for-end"

    item, none = submission.random.randrange(1, 10**6), "none came"
    for wait, delay in ((None, LONG), (1.5 * LONG, LONG), (0, 0.5), (0.7, 0.4), (0.4, 0.7)):
        in_time, story = wait is None or wait > delay, f"The queue was ready {delay} s later"
        gives(submission, story, [], ["offer", item, wait], in_time, why, delay=delay)
        gives(submission, story, [item], ["take", wait, none], item if in_time else none, why, delay=delay)


@check(points=0.5, diagnosis="wrong-value")
def test_wait_is_for_each_item(submission: Submission) -> None:
    """take_many waits anew for each item, and ends at the first that does not come."""

    def why(answer: Answer) -> str | None:
        return known.get(repr(answer.value[0]))

    def why_longer(answer: Answer) -> str | None:
        return "busy-waiting" if len(answer.value[2]) >= 50 else why(answer)

    items = submission.random.sample(range(1, 10**6), 5)
    known = {repr([]): "partial-lost", repr(items[:3]): "no-end-at-miss"}
    story = "One item was there, the others came later"
    gives(submission, story, items[:3], ["take_many", 50, 0], items[:1], why, later=0.015)
    known = {repr([]): "partial-lost", repr(items[:3]): "wait-for-all-together"}
    gives(submission, story, items[:3], ["take_many", 3, 2.0], items[:1], why_longer, later=2.5)
    for wait, delay, diagnosis in ((0.4, 0.11, "wait-for-all-together"), (None, 0.2, "zero-or-none")):
        known = {repr(items[:number]): diagnosis for number in range(0 if wait is None else 2, 5)}
        story = f"Five items came {delay} s after one another"
        gives(submission, story, items, ["take_many", 5, wait], items, why, delay=delay)


@check(points=0.5, diagnosis="exception-swallowed")
def test_other_errors_pass(submission: Submission) -> None:
    """Only Full and Empty mean no; every other exception goes to the caller."""
    calls = [["offer", 1, 20], ["take", 20], ["take_many", 3, 20]]
    for error, call, came in submission.play(on_broken, calls, ERRORS).value:
        shown = f"The queue raises {error}, which is for the caller: {call[0]}(q, {str(call[1:])[1:-1]})"
        why = "wrong-exception" if str(came).endswith("Error") else "exception-swallowed"
        expect(came == error, f"{shown} should raise it; it gave {came!r}.", why)


@check(points=0.5, diagnosis="wrong-value")
def test_no_is_final(submission: Submission) -> None:
    """After a default nothing is taken later, after False nothing is put; `task_done` is the caller's."""
    item, none = submission.random.randrange(1, 10**6), "none came"
    how = {"delay": 2.0, "pause": LONG, "kept": "left-waiting"}
    for there, call, right in (([item], ["take", 0.05, none], none), ([], ["offer", item, 0.05], False)):
        gives(submission, "The queue was ready 2 s later", there, call, right, lambda _: None, **how)
    name, calls = "multiprocessing.JoinableQueue", [["take", None], ["take_many", 1, 5.0]]
    _, left = submission.play(on_real, name, [1, 2], calls).value
    told = f"2 items were taken from a JoinableQueue, and {left} of them were still unfinished."
    expect(left == 2, f"{told} Only the caller knows when the work on an item is done.", "task-done-early")
