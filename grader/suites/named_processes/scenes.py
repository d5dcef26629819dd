"""named_processes: a job that does what its steps say, and what holds for every answer of run_named."""

import multiprocessing
from typing import Any

from grader.scenario import act, code_of, observe
from grader.testing import Answer, Submission, expect, in_box, ran_in_children, scenario, told_by

#: What each job does before it ends.
BRIEFLY: list[Any] = ["stay", 0.05]
NO_CODE = "exitcode is None while the process runs, and join() returns None in every case"
TERMINATED = "signal 15 is what terminate() sends"


@in_box
def job(step: list[Any], kind: str, /, *args: object, **kwargs: object) -> int:
    """Report name and arguments, do the step, end in a way that is named, or return something for 0."""
    observe(["in", multiprocessing.current_process().name, [*args], kwargs])
    act(step)
    if kind:
        act(["fall", kind])
    return 7


@scenario
def ran(student: Any, jobs: list[list[Any]], and_none: bool) -> tuple[object, str]:
    """What came of jobs with a name, arguments and keywords; or the text of a failure that is known.

    After that, it may be asked for no jobs.
    """
    try:
        codes = student.run_named([(name, job, tuple(args), keywords) for name, args, keywords in jobs])
    except Exception as error:
        if not any(word in str(error) for word in ("pickle", "local object", "started process")):
            raise
        return None, str(error)
    codes = dict(codes) if isinstance(codes, dict) else codes
    if and_none:
        observe(["nothing", repr(student.run_named([]))])
    return codes, ""


def exits(
    submission: Submission,
    jobs: dict[str, str],
    step: Any = BRIEFLY,
    slow: str = "",
    given: Any = None,
    and_none: bool = False,
) -> Answer:
    """The answer; ends the check unless each job ran in a process of its own, and has its exit code.

    ``jobs`` says how each of them ends; only the ``slow`` one does the step, if it is named; ``given`` holds
    the arguments of some.
    """
    asked = []
    for name, kind in jobs.items():
        args, keywords = (given or {}).get(name, ([], {}))
        asked.append([name, [step if slow in ("", name) else BRIEFLY, kind, *args], keywords])
    answer = submission.play(ran, asked, and_none)
    codes, failed = answer.value
    expect(
        not failed,
        f"Starting and joining failed: {failed}.",
        told_by(failed, submission.source) or "run-for-start",
    )
    calls = ran_in_children(answer, str, list, dict, what="A job")
    right = {name: code_of(kind) if kind else 0 for name, kind in jobs.items()}
    shown = f"The jobs end with {right!r}; the answer is {codes!r}"
    expect(isinstance(codes, dict), f"{shown}.", "wrong-type")
    wrong = {name: code for name, code in codes.items() if code != right.get(name)}
    ended = {name: -right[name] for name in wrong if right.get(name, 0) < 0}
    killed = [name for name, number in ended.items() if wrong[name] in (number, 128 + number)]
    by_exit = wrong.get("sys.exit()") == 1 and codes.get("returns") == 0
    missing = [name for name in right if name not in codes]
    lost, ran_in = len(jobs) - len(calls), {seen.pid for seen in calls}
    unset = "wrong-value" if calls or submission.start_method == "fork" else "global-set-in-parent"
    misfit = next((f" ({line})" for line in answer.stderr.splitlines() if line.startswith("TypeError")), "")
    unset = "keyword-taken" if "multiple values" in misfit else "args-ignored" if misfit else unset
    for found, more, why in (
        (codes == {} and calls and any(right.values()), f"{len(calls)} jobs ran", "set-in-child"),
        (None in codes.values(), NO_CODE, "exitcode-before-join"),
        (-15 in codes.values(), TERMINATED, "terminate-for-join"),
        (lost > 0, f"{lost} of {len(jobs)} targets never began{misfit}", unset),
        (killed, f"signals ended {killed}", "signal-as-shell"),
        (by_exit, "sys.exit() gives 0", "system-exit-is-failure"),
        ([*wrong] == ["sys.exit('text')"], "sys.exit with a text gives 1", "exit-code-not-int"),
        (missing, f"{missing} are missing", "wrong-value"),
        (codes != right, f"{wrong!r} are wrong", "wrong-value"),
        (lost < 0, f"{len(calls)} calls were made for {len(jobs)} jobs", "wrong-value"),
        (len(ran_in) < len(jobs), "two ran in one process", "no-real-process"),
    ):
        expect(not found, f"{shown}: {more}.", why)
    return answer


def named(submission: Submission, count: int) -> dict[str, str]:
    """So many jobs with fresh names: the first returns, the others end with a code that is drawn."""
    random, words = submission.random, ("mill", "oven", "press", "saw", "wheel")
    names = [f"{random.choice(words)} {number}" for number in random.sample(range(1000), count)]
    return {name: f"sys.exit({random.randrange(2, 128)})" if at else "" for at, name in enumerate(names)}
