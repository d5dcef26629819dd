"""run_with_deadline: what the word depends on, grace, SIGKILL, and the caller's surroundings."""

from __future__ import annotations

from typing import Any

from grader.scenario import ENDING, RAISING, code_of, drawn
from grader.suites.run_with_deadline.scenes import EARLIER, LATER, LEAVES, asked_in_time, ends_with, play
from grader.testing import KILLS, Submission, check, expect

#: Ignores SIGTERM.
STAYS: list[list[Any]] = [["ignore SIGTERM"], *LEAVES]


@check(points=0.5)
def test_word_is_not_the_exit_code(submission: Submission) -> None:
    """Whatever ends a process before the deadline, an exception or a signal of its own too: it is "done"."""
    first = ("an exception", "SIGTERM", "SIGKILL", "sys.exit()")
    more = drawn(submission.random, [kind for kind in RAISING + ENDING if kind not in first])
    code = submission.random.randrange(2, 99)
    kinds = [*first, *more]
    rounds: list[list[Any]] = [[["stay", 1.0], ["exit", code]], *([["fall", kind]] for kind in kinds)]
    answer = play(submission, rounds)
    ends_with(answer, 0, "done", code)
    for number, kind in enumerate(kinds, 1):
        otherwise = "exit-code-not-int" if kind == "sys.exit('text')" else "wrong-value"
        ends_with(answer, number, "done", code_of(kind), otherwise)


@check(points=0.5)
def test_time_to_tidy_up(submission: Submission) -> None:
    """A process that answers SIGTERM within its grace, in its own way, is "terminated"."""
    code = submission.random.randrange(2, 98)
    rounds = [[["on SIGTERM", 1.0, code], *LEAVES], [["on SIGTERM", 0.0, 0], *LEAVES]]
    answer = play(submission, rounds, deadline=0.5)
    ends_with(answer, 0, "terminated", code)
    ends_with(answer, 1, "terminated", 0)


@check(points=0.5, start_methods=("fork", "spawn"))
def test_insists(submission: Submission) -> None:
    """A process that ignores SIGTERM gets SIGKILL after its grace: "killed"."""
    # SIGKILL acts late, after pauses of the caller: only a wait waits.
    answer = play(submission, [STAYS], deadline=5.0, grace=5.0, hold=(KILLS,))
    asked_in_time(answer, ends_with(answer, 0, "killed", -9), 5.0)


@check(points=0.5, diagnosis="rounded-limit")
def test_to_the_fraction(submission: Submission) -> None:
    """SIGTERM comes after `deadline` seconds, and SIGKILL `grace` seconds after that; neither is rounded."""
    deadline, grace = submission.random.choice((0.33, 0.37)), submission.random.choice((0.31, 0.32))
    answer = play(submission, [STAYS], deadline, grace)
    killed = ends_with(answer, 0, "killed", -9)
    second = (killed.end or 0.0) - asked_in_time(answer, killed, deadline)
    told = f"SIGKILL came {second:.2f} s after SIGTERM; the grace was {grace} s."
    expect(second >= grace - EARLIER, told, "no-grace")
    expect(second <= grace + LATER, told)


@check(points=0.5)
def test_caller_keeps_its_own(submission: Submission) -> None:
    """No thread and no timer is left running in the caller."""
    code = submission.random.randrange(2, 99)
    answer = play(submission, [[["exit", code]]])
    ends_with(answer, 0, "done", code)
    left = answer.value[1]
    expect(not left, f"Still running after the return: {', '.join(left)}.", "thread-left")
