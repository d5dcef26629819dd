"""run_isolated: other ways to call sys.exit, exceptions, a slow fn."""

from grader.scenario import LONG, RAISING, drawn, name_of
from grader.suites.run_isolated.scenes import ends
from grader.testing import CHANGES, ENDS, Submission, check


@check(points=0.5)
def test_sys_exit_none_and_text(submission: Submission) -> None:
    """An fn that calls sys.exit() gives ("exit", 0), and one that calls sys.exit with a text ("exit", 1)."""
    number = submission.random.randrange(3, 100)
    texts = (f"sys.exit('{number} files are missing')", f"sys.exit('{number}')", "sys.exit('')")
    for kind in ("an exception", "sys.exit(1)", "sys.exit()", *texts, "sys.exit([])", "sys.exit(0.0)"):
        ends(submission, kind)


@check(points=1)
def test_exception(submission: Submission) -> None:
    """An fn that raises an exception other than SystemExit gives ("exit", 1), whatever its type."""
    for kind in ["an exception", *drawn(submission.random, RAISING)]:
        if name_of(kind) != "SystemExit":
            ends(submission, kind)


@check(points=1)
def test_slow(submission: Submission) -> None:
    """The function returns when the child has ended, however long fn takes."""
    kind = f"os._exit({submission.random.randrange(3, 256)})"
    ends(submission, kind, LONG)
    ends(submission, kind, LONG, stops="once")  # a child that is stopped has not ended
    ends(submission, kind, 10.0, exact=True, steps=100_000)  # however often somebody looks
    # Its descriptors are closed, and it has not ended; its end is told just before somebody waits for it.
    ends(submission, kind, 0.0, held_back=(ENDS, CHANGES))
