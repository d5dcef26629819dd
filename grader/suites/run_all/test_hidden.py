"""run_all: any result, never too many at once, an orderly end."""

from signal import strsignal

from grader.scenario import odd_values
from grader.suites.run_all.scenes import DROPPED, ask, right_results
from grader.testing import Submission, check, expect, nothing_gives


@check(points=0.5, diagnosis="wrong-value")
def test_any_result(submission: Submission) -> None:
    """A result may be None, 0, an empty text, an exception, or large; no tasks give the empty list."""
    values = [*odd_values(submission.random), "error"]
    tasks = [("give", number, value) for number, value in enumerate(values)]
    right_results(ask(submission, tasks, 2), tasks)
    answer = ask(submission, [()], 1, and_none=True)
    right_results(answer, [()])
    nothing_gives(answer, "run_all(func, [], 1)", "[]", answer.value[0])
    sizes = range(100_000, 100_003)  # a pipe holds 65536 bytes
    results = ask(submission, [("give", size, "large") for size in sizes], 2).value[0]
    whole = sorted(map(repr, results)) == [repr("x" * size) for size in sizes]
    expect(whole, f"Texts of {[*sizes]} characters did not come back.")
    answer = ask(submission, [("meet", 2, "pid")] * 2, 2)
    pids, results = [seen.pid for seen in answer.told("in", list[object])], answer.value[0]
    shown = f"Two equal tasks returned the pids of their processes, {pids}; the results are {results!r}."
    expect(sorted(map(repr, results)) == sorted(map(repr, pids)), shown, "equal-is-not-same")


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """However many tasks there are, never more than `workers` of them are in progress at once."""
    tasks = [("stay", 1.0, number) for number in range(6)]
    answer = ask(submission, tasks, 2, cpus=5)
    right_results(answer, tasks)
    most, asked = answer.most_at_once("in", "out"), bool(answer.told("asked"))
    shown = f"With 6 tasks and workers=2, {most} tasks were in progress at once"
    shown += ": the number of CPUs was asked for, but workers counts." if asked else "."
    expect(most <= 2, shown, "pool-size-ignored" if asked else None)


@check(points=0.75, diagnosis="exit-handlers-skipped", start_methods=("fork", "forkserver"))
def test_exit_handlers(submission: Submission) -> None:
    """The pool's processes end by themselves, and the exit handlers registered in them run to their end."""
    tasks = [("give", "hook", number) for number in submission.random.sample(range(2, 1000), 3)]
    answer = ask(submission, tasks, 2)
    right_results(answer, tasks)
    ran, left = ({seen.pid for seen in answer.told(*form)} for form in (("in", object), ("left",)))
    for process in (child for child in answer.children if child.pid in ran and not answer.left_processes):
        code, when = process.exitcode or 0, "after" if process.pid in left else "before the end of"
        how = f"was ended by signal {-code} ({strsignal(-code)})" if code < 0 else f"ended with code {code}"
        shown = f"Process {process.pid}, which had run a task, {how} {when} its exit handler."
        why = "never-closed" if DROPPED in answer.stderr else "terminate-for-close"
        expect(process.pid in left and code >= 0, shown, why if code < 0 else None)
