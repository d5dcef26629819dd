"""spawn_safe: really started with that method, silent on import, odd numbers, and nothing to do."""

from grader.suites.spawn_safe.scenes import as_imported, ask, blamed, printed, products
from grader.testing import Submission, at_most, check, expect, ran_in_children, same_list


@check(points=1, diagnosis="start-method-ignored")
def test_started_with_the_method(submission: Submission) -> None:
    """The processes are started with the method that was asked for."""
    for method in ("spawn", "fork", "forkserver"):
        answer = ask(submission, submission.random.sample(range(1000), 2), 3, 1, method)
        told = {seen.pid for seen in ran_in_children(answer, what="A multiplication")}
        found = {answer.start_method(p) for p in answer.children if p.pid in told or not told}
        shown = f"With method={method!r} the processes were started with {sorted(found)}."
        expect(found == {method}, shown, None if found else "no-real-process")


@check(points=0.5, diagnosis="prints-on-import")
def test_import(submission: Submission) -> None:
    """Importing the module prints, starts and sets nothing."""
    ask(submission, [1], 2, 1, "fork")
    for argv in ([], ["fork", "2", "1"]):
        answer = submission.play(as_imported, argv, blame=blamed(submission.source))
        by = f" by a script with the arguments {' '.join(argv)}" if argv else ""
        when, written = f"When the module was imported{by}, it", answer.stdout + answer.stderr
        expect(written == "", f"{when} wrote {written!r:.200}.", "no-main-guard" if argv else None)
        expect(not answer.children, f"{when} started {len(answer.children)} processes.", "starts-on-import")
        shown = f"The start method was {submission.start_method}; after the import it was {answer.value}."
        expect(answer.value == submission.start_method, shown, "start-method-changed")


@check(points=0.5)
def test_few_and_many(submission: Submission) -> None:
    """There may be no items, or fewer than processes, or more: at most `workers` compute at once."""
    for numbers, workers in (([], 2), ([7], 3), ([10**6, -1, 0, 5, 5], 1)):
        answer = ask(submission, numbers, submission.random.randrange(-9, 9), workers, "fork")
        ran_in_children(answer, what="A multiplication")
        at_most(answer, workers, f"{len(numbers)} items and workers={workers}", "products")
    ask(submission, [submission.random.randrange(10**12, 10**13)], 10**12, 1, "fork")  # more than 64 bits
    large = [submission.random.getrandbits(13_000) for _ in range(60)]  # more than fits into a pipe
    ask(submission, large, 10**12, 1, "fork")
    numbers = submission.random.sample(range(1000), 4)
    told = blamed(submission.source, crashed="ended-is-not-read")
    for answer in submission.schedules(products, numbers, 2, 2, "fork", random=2, blame=told):
        same_list(answer.value, [number * 2 for number in numbers], "ended-is-not-read")


@check(points=0.5)
def test_odd_command_lines(submission: Submission) -> None:
    """The script takes negative numbers, and no numbers at all."""
    ask(submission, [1], 2, 1, "fork")
    printed(submission, "fork", -3, [-4, 0, submission.random.randrange(100)])
    printed(submission, "spawn", 3, [])
