"""run_isolated: a return, an exit code, sys.exit, a signal."""

from __future__ import annotations

import signal

from grader.suites.run_isolated.scenes import End, ends
from grader.testing import Submission, check


@check(points=1)
def test_return(submission: Submission) -> None:
    """An fn that returns, whatever its value, gives ("exit", 0); it runs once, in a child process."""
    number = submission.random.randrange(3, 120)
    wrong = dict.fromkeys([("exit", number), ("exit", number << 8)], "result-is-exit-code")
    ends(submission, ["returned", number], right=("exit", 0), wrong=wrong)
    ends(submission, ["returned a lambda"], right=("exit", 0))


@check(points=0.5)
def test_os_exit(submission: Submission) -> None:
    """An fn that calls os._exit(n) gives ("exit", n)."""
    for code in (submission.random.randrange(3, 256), 0):
        wrong = dict.fromkeys([("exit", 0), ("exit", 1)], "believes-message")
        ends(submission, ["called os._exit", code], right=("exit", code), wrong=wrong)


@check(points=1)
def test_signal(submission: Submission) -> None:
    """A child that is ended by a signal gives ("signal", number), and the number is positive."""
    others = [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM]
    numbers = [int(signal.SIGKILL), int(submission.random.choice(others)), int(signal.SIGABRT)]
    for number in numbers:
        core = number == signal.SIGABRT  # its memory is kept: a bit of the status
        wrong: dict[End, str] = {("signal", -number): "negative-signal"}
        if core:
            wrong |= {("exit", number | 0x80): "raw-status", ("signal", number | 0x80): "core-bit-in-signal"}
        ends(submission, ["was ended by signal", number], right=("signal", number), wrong=wrong, core=core)


@check(points=1)
def test_sys_exit_number(submission: Submission) -> None:
    """An fn that calls sys.exit(n) gives ("exit", n & 0xFF)."""
    ends(submission, ["fall", "an exception"], right=("exit", 1))
    low = submission.random.randrange(3, 256)
    far = submission.random.choice([-3, -2, 2, 3, 40]) * 256 + submission.random.randrange(3, 256)
    wrong, escaped = {("exit", 1): "system-exit-is-failure"}, "except-exception"
    for number in (low, far, 256, -1, 0):
        step, right = ["called sys.exit", number], ("exit", number & 0xFF)
        ends(submission, step, right=right, wrong=wrong, escaped=escaped)
