"""run_with_deadline: a process that ends by itself, and one that has to be asked."""

from signal import SIGTERM

from grader.suites.run_with_deadline.scenes import LEAVES, asked_in_time, play
from grader.testing import Submission, check, expect


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_ends_by_itself(submission: Submission) -> None:
    """A process that ends before the deadline is "done", with its exit code, and the answer comes at once."""
    kind = f"sys.exit({submission.random.randrange(2, 99)})"
    answer, _ = play(submission, ([1.0, kind], []), ([1.0, ""], []))
    shown = "A process was sent SIGTERM although its deadline was an hour away."
    expect(not any(answer.sent(p.pid, SIGTERM) for p in answer.children), shown, "signal-too-early")


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_asked_to_end(submission: Submission) -> None:
    """A process that runs past its deadline gets SIGTERM, not before, and time to react: "terminated"."""
    asked_in_time(*play(submission, (LEAVES, [0.1, "SIGTERM"]), deadline=1.0), 1.0)
