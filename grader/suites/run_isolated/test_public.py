"""run_isolated: a return, an exit code, sys.exit, a signal."""

from grader.suites.run_isolated.scenes import ends
from grader.testing import Submission, check


@check(points=1)
def test_return(submission: Submission) -> None:
    """An fn that returns, whatever its value, gives ("exit", 0); it runs once, in a child process."""
    ends(submission, f"return {submission.random.randrange(3, 120)}")
    ends(submission, "return of a lambda")


@check(points=0.5)
def test_os_exit(submission: Submission) -> None:
    """An fn that calls os._exit(n) gives ("exit", n)."""
    ends(submission, f"os._exit({submission.random.randrange(3, 256)})")
    ends(submission, "os._exit(0)")


@check(points=1)
def test_signal(submission: Submission) -> None:
    """A child that is ended by a signal gives ("signal", number), and the number is positive."""
    other = submission.random.choice(["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM"])
    for kind in ("SIGKILL", other, "SIGABRT"):
        ends(submission, kind)


@check(points=1)
def test_sys_exit_number(submission: Submission) -> None:
    """An fn that calls sys.exit(n) gives ("exit", n & 0xFF)."""
    ends(submission, "an exception")
    far = submission.random.choice([-3, -2, 2, 3, 40]) * 256 + submission.random.randrange(3, 256)
    for number in (submission.random.randrange(3, 256), far, 256, -1, 0):
        ends(submission, f"sys.exit({number})")
