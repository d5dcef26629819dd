"""child_output: slow writers, early closers."""

from grader.scenario import LONG
from grader.suites.child_output.scenes import outputs_of, right_outputs
from grader.testing import ENDS, LATE, Submission, check, lost_at_the_end


@check(points=1)
def test_slow_writer(submission: Submission) -> None:
    """What comes late is not lost: only the end of file is the end."""
    words = [["write", str(submission.random.randrange(1000)), 1] for _ in range(3)]
    for gap, lost in ((0.01, lost_at_the_end(submission.source)), (LONG, "limit-for-end")):
        rounds = [[["stay", 0.01], *(step for word in words for step in (["stay", gap], word))]]
        right_outputs(submission.play(outputs_of, rounds), rounds, lost)
    rounds = [[["stay", 0.01], *words]]
    for answer in submission.schedules(outputs_of, rounds, held_back=(LATE, ENDS), random=1, haste=0.0):
        right_outputs(answer, rounds, "ended-is-not-read")
    rounds = [[["stay", 0.01], words[0], ["stay", 0.01], ["write", "\n", 1], ["stay", 0.01], words[1]]]
    right_outputs(submission.play(outputs_of, rounds), rounds, lost_at_the_end(submission.source))


@check(points=0.5, diagnosis="eof-for-end")
def test_early_closer(submission: Submission) -> None:
    """A child that has closed the pipe goes on: its exit code is known when it has ended."""
    for code in (submission.random.randrange(2, 256), 0):
        end = ["exit", code] if code else ["return"]
        rounds = [[["stay", 0.01], ["write", "closed", 1], ["close"], ["stay", LONG], end]]
        right_outputs(submission.play(outputs_of, rounds), rounds)
