"""run_isolated: other ways to call sys.exit, exceptions, a slow fn."""

from __future__ import annotations

import signal

from grader.scenario import ORDINARY, RAISING, drawn, name_of
from grader.suites.run_isolated.scenes import (
    ends,
    exit_with_nothing,
    exit_with_number,
    exit_with_text,
    leave_late,
    raise_given,
)
from grader.testing import ENDS, Schedule, Submission, check


@check(points=0.5)
def test_sys_exit_none_and_text(submission: Submission) -> None:
    """An fn that calls sys.exit() gives ("exit", 0), and one that calls sys.exit with a text ("exit", 1)."""
    ends(submission, raise_given, "an exception", ("exit", 1), "raised LookupError")
    ends(submission, exit_with_number, 1, ("exit", 1), "called sys.exit(1)", escaped="except-exception")
    wrong, why = {("exit", 1): "system-exit-is-failure"}, "exit-code-not-int"
    ends(submission, exit_with_nothing, "", ("exit", 0), "called sys.exit()", wrong, escaped=why)
    number = submission.random.randrange(3, 100)
    for text in (f"{number} files are missing", str(number)):
        did = f"called sys.exit({text!r})"
        ends(submission, exit_with_text, text, ("exit", 1), did, otherwise=why, escaped=why)


@check(points=1)
def test_exception(submission: Submission) -> None:
    """An fn that raises an exception other than SystemExit gives ("exit", 1), whatever its type."""
    kinds = [kind for kind in RAISING if name_of(kind) != "SystemExit"]
    for kind in drawn(submission.random, kinds):
        escaped = "" if kind in ORDINARY else "except-exception"
        also = ("signal", int(signal.SIGINT)) if kind == "KeyboardInterrupt" else None
        did = f"raised {name_of(kind)} ({kind})"
        ends(submission, raise_given, kind, ("exit", 1), did, escaped=escaped, also=also)


@check(points=1)
def test_slow(submission: Submission) -> None:
    """The function returns when the child has ended, however long fn takes."""
    code = submission.random.randrange(3, 256)
    wrong = dict.fromkeys([("exit", 0), ("exit", 1)], "believes-message")
    did = f"called os._exit({code}) at its end"
    # However long, and however often somebody looks.
    for seconds, schedule in ((600, Schedule()), (10, Schedule(exact=True, steps=100_000))):
        ends(submission, leave_late, f"{code} {seconds}", ("exit", code), did, wrong, schedule=schedule)
    # Its descriptors are closed, and it has not ended.
    late = Schedule(hold=(ENDS,))
    ends(submission, leave_late, f"{code} 0", ("exit", code), did, otherwise="eof-for-end", schedule=late)
