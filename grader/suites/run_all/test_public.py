"""run_all: results in task order, from processes, and `workers` tasks at once."""

from grader.scenario import LONG
from grader.suites.run_all.scenes import ask, blamed, results_of, right_results
from grader.testing import LAST, Submission, all_met, check, expect, lost_with_the_slow, nobody_waits_for


@check(points=0.5, diagnosis="wrong-value", start_methods=("fork", "spawn"))
def test_results(submission: Submission) -> None:
    """Each task, also one of two that are equal, is called once, in a process other than the caller's."""
    numbers = submission.random.sample(range(2, 1000), submission.random.randint(5, 8))
    tasks = [("give", number, [number, number * number]) for number in [*numbers, numbers[0]]]
    right_results(ask(submission, tasks, 2), tasks)


@check(points=0.5, diagnosis="not-concurrent")
def test_all_at_once(submission: Submission) -> None:
    """With as many tasks as workers, all of them are in progress at once, in as many processes."""
    tasks = [("meet", 3, number) for number in range(3)]
    answer = ask(submission, tasks, 3)
    right_results(answer, tasks)
    met = all(seen.value[1] for seen in answer.told("met", bool))
    shown = "The tasks waited for each other in vain. The code asks for the number of CPUs; `workers` counts."
    expect(met or not answer.told("asked"), shown, "pool-size-ignored")
    all_met(answer, 3, shared="not-concurrent")


@check(points=0.5, diagnosis="held-up-by-one", needs=("test_all_at_once",))
def test_a_slow_task(submission: Submission) -> None:
    """A slow task holds up nobody: while one is waiting, all workers are at work."""
    workers = submission.random.choice([2, 3])
    tasks = [("stay", 0.0 if number else LONG, number * 7 + 7) for number in range(4 * workers + 1)]
    answer = ask(submission, tasks, workers)
    shown = f"The first of {len(tasks)} tasks took 600 s, with workers={workers}"
    nobody_waits_for([*tasks[0]], answer, left="out", what=shown)
    right_results(answer, tasks, lost_with_the_slow(answer.value[0], [task[-1] for task in tasks]))


@check(points=0.5, diagnosis="completion-order")
def test_finished_in_any_order(submission: Submission) -> None:
    """The results stand in the order of the tasks, also when the last task finishes first."""
    tasks = [("stay", 3.0 - number, number * 7 + 7) for number in range(3)]
    results, right = right_results(ask(submission, tasks, 3), tasks), [7, 14, 21]
    shown = f"The tasks finished last to first; the results should be {right}; they are {results}."
    expect(results == right, shown, None if results == right[::-1] else "wrong-value")
    tasks = [("give", number, number) for number in submission.random.sample(range(1000), 3)]
    blame = blamed(submission)
    for answer in submission.schedules(
        results_of, tasks, 2, 1, held_back=(LAST,), random=0, haste=0.0, blame=blame
    ):
        results, right = right_results(answer, tasks), [task[-1] for task in tasks]
        expect(results == right, f"The results should be {right}; they are {results}.")
