"""named_processes: names, arguments, all endings, slow jobs."""

from typing import Any

from grader.scenario import ENDING, LONG, RAISING, drawn
from grader.suites.named_processes.scenes import exits, named
from grader.testing import Submission, check, expect, nothing_gives, parameters


@check(points=0.5)
def test_names_and_arguments(submission: Submission) -> None:
    """Every process has the name of its job, and its target gets the job's arguments."""
    draw, (one, two) = submission.random.randrange, named(submission, 2)
    first, second = dict.fromkeys(parameters(submission.source), "kg"), {"more": [draw(1000)], "zero": 0}
    given: dict[str, list[Any]] = {one: [[draw(1000), None], first], two: [[""], second]}
    calls = exits(submission, dict.fromkeys(given, ""), given=given).told("in", str, list, dict)
    found = sorted(seen.value[1] for seen in calls)
    expect(found == sorted(given), f"The names should be {given!r}; they are {found!r}.", "names-ignored")
    for seen in calls:
        _, name, *got = seen.value
        shown = f"The job “{name}” was given {given[name]}; its target got {got}."
        expect(got == given[name], shown, "args-ignored")


@check(points=0.5)
def test_every_ending(submission: Submission) -> None:
    """Exit codes are those of Process.exitcode, also after an exception or a signal; no jobs give {}."""
    random, (one, two) = submission.random, named(submission, 2)
    # By SIGTERM the suite knows who calls terminate(): no job ends so by itself.
    # A new interpreter ends by SIGINT after a KeyboardInterrupt, a Process with 1.
    # And "pickled" in a text is taken for a failure to pickle: no job is called so.
    left_out = ("SIGTERM", "KeyboardInterrupt")
    endings = [kind for kind in drawn(random, [*RAISING, *ENDING]) if kind not in left_out]
    kinds = {kind.replace("pickled", "sent"): kind for kind in endings}
    kinds[one] = random.choice(["SIGKILL", "SIGUSR1", "SIGHUP"])
    kinds[two] = f"sys.exit({random.randrange(128, 256)})"
    answer = exits(submission, {**kinds, "returns": ""}, ["stay", 20.0], and_none=True)
    nothing_gives(answer, "run_named([])", "{}", answer.value[0])


@check(points=0.5)
def test_slow_jobs(submission: Submission) -> None:
    """The exit codes are those of jobs that have ended, however long they take."""
    jobs = named(submission, 3)
    for slow in (*jobs, ""):
        exits(submission, jobs, ["stay", LONG], slow)
