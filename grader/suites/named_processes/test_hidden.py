"""named_processes: names, arguments, all endings, slow jobs."""

from __future__ import annotations

import signal
from typing import Any

from grader.scenario import ENDING, LONG, RAISING, code_of, drawn
from grader.suites.named_processes.scenes import PAUSE, exits, job_of, names
from grader.testing import Submission, check, expect


@check(points=0.5)
def test_names_and_arguments(submission: Submission) -> None:
    """Every process has the name of its job, and its target gets the job's arguments."""
    random, (one, two) = submission.random, names(submission, 2)
    calls: dict[str, tuple[list[Any], dict[str, Any]]] = {
        one: ([random.randrange(1000), None], {"unit": "kg"}),
        two: ([""], {"more": [random.randrange(1000)], "zero": 0}),
    }
    jobs = [(name, [PAUSE], args, {**kwargs, "code": 0}) for name, (args, kwargs) in calls.items()]
    answer = exits(submission, jobs, dict.fromkeys(calls, 0))
    notes = answer.told("in", str, list, dict)
    found = sorted(seen.value[1] for seen in notes)
    expect(found == sorted(calls), f"Not {sorted(calls)!r} are the names: {found!r}.", "names-ignored")
    for seen in notes:
        _, name, *got = seen.value
        shown = f"The job “{name}” was given {calls[name]}; its target got {got}."
        expect(tuple(got) == calls[name], shown, "args-ignored")


@check(points=0.5)
def test_every_ending(submission: Submission) -> None:
    """Exit codes are those of Process.exitcode, also after an exception or a signal; no jobs give {}."""
    random, (one, two) = submission.random, names(submission, 2)
    number = random.choice([signal.SIGKILL, signal.SIGUSR1, signal.SIGHUP]).value
    large = random.randrange(128, 256)
    # By SIGTERM the suite knows who calls terminate(): no job ends so by itself.
    kinds = drawn(random, [kind for kind in RAISING + ENDING if kind != "SIGTERM"])
    late = ["stay", 20.0]
    jobs = [job_of(one, late, ["signal", number]), job_of(two, late, code=large)]
    jobs += [job_of(kind, late, ["fall", kind]) for kind in kinds]
    jobs.append(job_of("returns", late))
    exits(
        submission, jobs, {one: -number, two: large, "returns": 0} | {kind: code_of(kind) for kind in kinds}
    )
    exits(submission, [], {})


@check(points=0.5)
def test_slow_jobs(submission: Submission) -> None:
    """The exit codes are those of jobs that have ended, however long they take."""
    one, two = names(submission, 2)
    right = {one: 0, two: submission.random.randrange(2, 256)}
    exits(submission, [job_of(name, ["stay", LONG], code=code) for name, code in right.items()], right)
