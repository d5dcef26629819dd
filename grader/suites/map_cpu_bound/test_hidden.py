"""map_cpu_bound: at once as far as there are CPUs, queued beyond, in order, and nothing to do.

How many run at once depends on the CPUs that a process has, and an answer may read these in /proc. Such
checks run free, hold processes where they have to be, and look at the evidence only.
"""

from grader.scenario import LONG
from grader.suites.map_cpu_bound.scenes import mapped, right_results
from grader.testing import Submission, called_for_each, check, expect


@check(points=0.5, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """As many calls as there are usable CPUs are in progress at once; a slow one holds up nobody."""
    answer = submission.play(mapped, [["pair", number] for number in range(2)], 2, schedule=None)
    usable = answer.value[1]
    called_for_each(answer, 2, str)
    found = [seen.value[1] for seen in answer.told("met", bool)]
    expect(all(found), f"{usable} calls waited for each other on {usable} CPUs, and did not meet.")
    answer = submission.play(mapped, [["outlast", number, 9] for number in range(9)], 2, schedule=None)
    called_for_each(answer, 9, str)
    shown = f"The first of 9 calls stayed until all others had begun, on {usable} CPUs"
    held = not all(seen.value[1] for seen in answer.told("outlasted", bool))
    expect(not held, f"{shown}: some began only when it had ended.", "held-up-by-one")


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at once than usable CPUs."""
    answer = submission.play(mapped, [["crowd", number] for number in range(5)], 1, schedule=None)
    called_for_each(answer, 5, str)
    usable, inside, alive = answer.value[1], answer.most_at_once("in", "out"), answer.most_alive
    shown = f"With usable_cpus() == {usable}, {inside} calls were in progress at once, in {alive} processes."
    expect(inside <= usable and alive <= usable, shown)


@check(points=0.5, diagnosis="idle-processes")
def test_fewer_items(submission: Submission) -> None:
    """With fewer items than CPUs there are only as many processes as items."""
    answer = submission.play(mapped, [submission.random.randrange(1000)], 1000, schedule=None)
    called_for_each(answer, 1, str)
    usable, most = answer.value[1], answer.most_alive
    shown = f"For one item, on {usable} usable CPUs, there were {most} processes at once."
    expect(most == 1, shown)


@check(points=0.5)
def test_order(submission: Submission) -> None:
    """All results stand in the order of the items, also if the first call ends last."""
    stays = [["stay", LONG - number, number] for number in range(2)]
    right_results(submission.play(mapped, stays, 0), stays, "ended-is-not-read")
    # Longer than most limits, and short enough for haste to end any of them first.
    items = [["join", 1.9, number] for number in submission.random.sample(range(1000), 4)]
    for answer in submission.schedules(mapped, items, 0, random=1, blame={"CRASHED": "ended-is-not-read"}):
        right_results(answer, items, "ended-is-not-read")
    large = ["x" * submission.random.randrange(70_000, 80_000)]  # more than fits into a pipe
    right_results(submission.play(mapped, large, 0), large)


@check(points=0.5)
def test_no_items(submission: Submission) -> None:
    """Without items the answer is []."""
    right_results(submission.play(mapped, [], 0), [])
