"""process_all: every item once, and so many at once."""

from grader.scenario import one_slow
from grader.suites.process_all.scenes import done, processed, processes, stuck
from grader.testing import Submission, all_met, check, nobody_waits_for


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_every_item(submission: Submission) -> None:
    """Every item is handled exactly once, in another process; equal items are two items."""
    items = [*(numbers := submission.random.sample(range(1, 1000), 3)), numbers[0]]
    for answer in submission.schedules(processed, items, 2, random=3, blame=stuck(submission)):
        done(submission, answer, items)


@check(points=1, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """`workers` calls run at the same time, and a slow one holds up nobody."""
    all_met(processes(submission, [["meet", 3, number] for number in range(3)], 3), 3)
    workers = submission.random.choice([2, 3])
    items = one_slow(4 * workers + 1)
    answer = submission.play(processed, items, workers, blame=stuck(submission))
    shown = f"The first of {len(items)} calls took 600 s, with workers={workers}"
    nobody_waits_for(items[0], answer, left="out", what=shown, early="task-done-early")
    done(submission, answer, items)
