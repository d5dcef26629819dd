"""gather: everything from everybody, also megabytes, and all at once."""

from grader.suites.gather.scenes import all_gathered, gathered, puts
from grader.testing import Submission, all_met, check


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_everything(submission: Submission) -> None:
    """All items of all producers are in the answer, each producer's in their order."""
    numbers = submission.random.sample(range(1000), 4)
    plans = [puts([["a", n] for n in numbers[:2]]), puts([["b", n] for n in numbers[2:]])]
    for answer in submission.schedules(gathered, [plans], random=3):
        all_gathered(answer, [plans])


@check(points=1, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """All producers run at once: they can wait for each other. Without producers the answer is []."""
    rounds = [[[["meet", 3], *puts([number + 1])] for number in range(3)], []]
    answer = submission.play(gathered, rounds)
    all_gathered(answer, rounds)
    all_met(answer, 3, shared="no-real-process")


@check(points=0.5)
def test_megabytes(submission: Submission) -> None:
    """Items may be larger than what fits into a pipe."""
    plans = [puts([["large", 200_000 + n] for n in submission.random.sample(range(1000), 10)])]
    answer = submission.play(gathered, [plans])
    all_gathered(answer, [plans])
    one, two = (puts([["large", size]]) for size in submission.random.sample(range(66_000, 70_000), 2))
    rounds = [
        [[["meet", 2], *one], [*two, ["meet", 2]]],
        [one, two],
    ]  # one fills a pipe, then meets the other
    for answer in submission.schedules(gathered, rounds, held_back=(), random=2, haste=0.0):
        all_gathered(answer, rounds)
        all_met(answer, 2)
