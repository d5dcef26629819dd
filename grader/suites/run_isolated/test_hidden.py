"""run_isolated: other ways to call sys.exit, exceptions, a slow fn."""

from __future__ import annotations

import signal

from grader.scenario import LONG, ORDINARY, RAISING, drawn, name_of
from grader.suites.run_isolated.scenes import ends
from grader.testing import ENDS, Schedule, Submission, check


@check(points=0.5)
def test_sys_exit_none_and_text(submission: Submission) -> None:
    """An fn that calls sys.exit() gives ("exit", 0), and one that calls sys.exit with a text ("exit", 1)."""
    ends(submission, ["fall", "an exception"], right=("exit", 1))
    ends(submission, ["called sys.exit", 1], right=("exit", 1), escaped="except-exception")
    wrong, why = {("exit", 1): "system-exit-is-failure"}, "exit-code-not-int"
    ends(submission, ["called sys.exit"], right=("exit", 0), wrong=wrong, escaped=why)
    number = submission.random.randrange(3, 100)
    for text in (f"{number} files are missing", str(number)):
        ends(submission, ["called sys.exit", text], right=("exit", 1), otherwise=why, escaped=why)


@check(points=1)
def test_exception(submission: Submission) -> None:
    """An fn that raises an exception other than SystemExit gives ("exit", 1), whatever its type."""
    kinds = [kind for kind in RAISING if name_of(kind) != "SystemExit"]
    for kind in drawn(submission.random, kinds):
        escaped = "" if kind in ORDINARY else "except-exception"
        also = ("signal", int(signal.SIGINT)) if kind == "KeyboardInterrupt" else None
        ends(submission, ["fall", kind], right=("exit", 1), escaped=escaped, also=also)


@check(points=1)
def test_slow(submission: Submission) -> None:
    """The function returns when the child has ended, however long fn takes."""
    code = submission.random.randrange(3, 256)
    step, right = ["called os._exit", code], ("exit", code)
    wrong = dict.fromkeys([("exit", 0), ("exit", 1)], "believes-message")
    # However long, and however often somebody looks.
    for seconds, schedule in ((LONG, Schedule()), (10, Schedule(exact=True, steps=100_000))):
        ends(submission, ["stay", seconds], step, right=right, wrong=wrong, schedule=schedule)
    # Its descriptors are closed, and it has not ended.
    late = Schedule(hold=(ENDS,))
    ends(submission, ["stay", 0.0], step, right=right, otherwise="eof-for-end", schedule=late)
