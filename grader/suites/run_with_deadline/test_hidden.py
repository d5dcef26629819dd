"""run_with_deadline: what the word depends on, grace, SIGKILL, and the caller's surroundings."""

from grader.scenario import ENDING, RAISING, drawn
from grader.suites.run_with_deadline.scenes import (
    EARLIER,
    LATER,
    LEAVES,
    WAITS_FOR_CHILD,
    Life,
    asked_in_time,
    ended,
    play,
)
from grader.testing import KILLS, Schedule, Submission, check, expect

#: What SIGTERM does not end.
STAYS: Life = (LEAVES, None)


@check(points=0.5)
def test_word_is_not_the_exit_code(submission: Submission) -> None:
    """Whatever ends a process before the deadline, an exception or a signal of its own too: it is "done"."""
    first = ["an exception", "SIGTERM", "SIGKILL", "sys.exit()"]
    # A new interpreter ends by SIGINT after a KeyboardInterrupt, a Process with 1.
    others = [kind for kind in RAISING + ENDING if kind not in (*first, "KeyboardInterrupt")]
    kinds = [*first, *drawn(submission.random, others)]
    exits: Life = ([1.0, f"sys.exit({submission.random.randrange(2, 99)})"], [])
    play(submission, exits, *[([0.0, kind], []) for kind in kinds])


@check(points=0.5)
def test_time_to_tidy_up(submission: Submission) -> None:
    """A process that answers SIGTERM within its grace, in its own way, is "terminated"."""
    kind = f"sys.exit({submission.random.randrange(2, 98)})"
    for asked in ([1.0, kind], [0.0, "sys.exit(0)"], WAITS_FOR_CHILD):
        play(submission, (LEAVES, asked), deadline=0.5)


@check(points=0.5, start_methods=("fork", "spawn"))
def test_insists(submission: Submission) -> None:
    """A process that ignores SIGTERM gets SIGKILL after its grace: "killed"."""
    # SIGKILL acts late, after pauses of the caller: only a wait waits.
    asked_in_time(*play(submission, STAYS, deadline=5.0, grace=5.0, hold=(KILLS,)), 5.0)


@check(points=0.5, diagnosis="rounded-limit")
def test_to_the_fraction(submission: Submission) -> None:
    """SIGTERM comes after `deadline` seconds, SIGKILL `grace` seconds later; not rounded, 0 included."""
    deadline, grace = submission.random.choice((0.33, 0.37)), submission.random.choice((0.31, 0.32))
    answer, killed = play(submission, STAYS, deadline=deadline, grace=grace)
    second = (killed.end or 0.0) - asked_in_time(answer, killed, deadline)
    told = f"SIGKILL came {second:.2f} s after SIGTERM; the grace was {grace} s."
    expect(second >= grace - EARLIER, told, "no-grace")
    expect(second <= grace + LATER, told)
    play(submission, STAYS, deadline=0.5, grace=0.0)
    at_once = submission.play(ended, [(LEAVES, [])], 0.0, 5.0, schedule=Schedule(exact=True)).value[0]
    told = f"With a deadline of 0 the answer should be ('terminated', -15); it was {at_once[0]!r}."
    expect(at_once == [("terminated", -15)], told, "zero-or-none")


@check(points=0.5)
def test_caller_keeps_its_own(submission: Submission) -> None:
    """No thread and no timer is left running in the caller."""
    left = play(submission, ([0.0, f"sys.exit({submission.random.randrange(2, 99)})"], []))[0].value[1]
    expect(not left, f"Still running after the return: {', '.join(left)}.", "thread-left")
