"""run_isolated: a return, an exit code, sys.exit, a signal."""

from __future__ import annotations

import signal

from grader.suites.run_isolated.scenes import (
    ends,
    ends_by,
    exit_with_number,
    give_back,
    give_back_function,
    leave,
    raise_given,
)
from grader.testing import Submission, check


@check(points=1)
def test_return(submission: Submission) -> None:
    """An fn that returns, whatever its value, gives ("exit", 0); it runs once, in a child process."""
    number = submission.random.randrange(3, 120)
    wrong = dict.fromkeys([("exit", number), ("exit", number << 8)], "result-is-exit-code")
    ends(submission, give_back, number, ("exit", 0), f"returned {number}", wrong)
    ends(submission, give_back_function, "", ("exit", 0), "returned a lambda")


@check(points=0.5)
def test_os_exit(submission: Submission) -> None:
    """An fn that calls os._exit(n) gives ("exit", n)."""
    for code in (submission.random.randrange(3, 256), 0):
        wrong = dict.fromkeys([("exit", 0), ("exit", 1)], "believes-message")
        ends(submission, leave, code, ("exit", code), f"called os._exit({code})", wrong)


@check(points=1)
def test_signal(submission: Submission) -> None:
    """A child that is ended by a signal gives ("signal", number), and the number is positive."""
    others = [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM]
    for number in (signal.SIGKILL, submission.random.choice(others)):
        ends_by(submission, number)
    ends_by(submission, signal.SIGABRT, core=True)


@check(points=1)
def test_sys_exit_number(submission: Submission) -> None:
    """An fn that calls sys.exit(n) gives ("exit", n & 0xFF)."""
    ends(submission, raise_given, "an exception", ("exit", 1), "raised LookupError")
    low = submission.random.randrange(3, 256)
    far = submission.random.choice([-3, -2, 2, 3, 40]) * 256 + submission.random.randrange(3, 256)
    for number in (low, far, 256, -1, 0):
        right, did = ("exit", number & 0xFF), f"called sys.exit({number})"
        wrong = {("exit", 1): "system-exit-is-failure"}
        ends(submission, exit_with_number, number, right, did, wrong, escaped="except-exception")
