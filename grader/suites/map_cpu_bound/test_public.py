"""map_cpu_bound: how many CPUs there are, which only a request that runs free can tell, and the results."""

from typing import Any

from grader.suites.map_cpu_bound.scenes import allow, mapped, right_results
from grader.testing import Submission, check, expect, scenario


@scenario
def usable(student: Any, cpus: int) -> list[tuple[int, object]]:
    """What is so and what the function says with all CPUs, so many, and one, asked before each change too."""
    return [(student.usable_cpus(), allow(n), student.usable_cpus())[1:] for n in (1000, cpus, 1)]


@check(points=1)
def test_usable_cpus(submission: Submission) -> None:
    """usable_cpus tells how many CPUs this process may use now, not how many the machine has."""
    found = submission.play(usable, 2, schedule=None).value
    once = [said for _, said in found] == [found[0][0]] * 3  # right before anything had changed
    for right, said in found:
        shown = f"This process may use {right} of the machine's CPUs; usable_cpus() is {said!r}."
        machine = isinstance(said, int) and said >= right + 7
        other = "counted-once" if once else "wrong-value"
        expect(said == right, shown, "machine-cpu-count" if machine else other)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_results(submission: Submission) -> None:
    """Each item is given to func once, in another process; the results have the order of the items."""
    numbers = submission.random.sample(range(2, 1000), 2)
    items = [*numbers, None, "", numbers[0], str(numbers[1])]
    right_results(submission.play(mapped, items, 0), items)
