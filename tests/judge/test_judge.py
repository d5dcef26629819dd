"""One submission, all checks: what each kind of behaviour costs, and that it costs nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from boxes import descendants, marked, patience, until

from grader.judge import Settled
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

Repository = Callable[..., Path]
Grade = Callable[..., Report]
Batch = Callable[..., list[ExerciseReport]]


def verdicts(report: Report) -> dict[str, str]:
    """Name of each check of the first submission, and its verdict."""
    return {c.id.partition("::test_")[2]: c.verdict.value for c in report.exercises[0].checks}


THREE = """
    @check(points=1)
    def test_before(submission: Submission) -> None:
        "It adds."
        expect(submission.call("f", "before").value == "before", "wrong")

    @check(points=2)
    def test_middle(submission: Submission) -> None:
        "It behaves."
        expect(submission.call("f", "middle").value == "middle", "wrong")

    @check(points=4)
    def test_after(submission: Submission) -> None:
        "It goes on."
        expect(submission.call("f", "after").value == "after", "wrong")
"""
SUBMISSION = """
import os
import signal
import sys
import time

def f(word):
    if word == "middle":
        {middle}
    return word
"""

#: The behaviours that break graders which run the submission in their own process.
BREAKERS = {
    "parent and child wait for each other": (
        """
        out, into = os.pipe()
        if (pid := os.fork()) == 0:
            os.read(out, 1)
            os._exit(0)
        os.waitpid(pid, 0)
        """,
        "DEADLOCKED or TIMED_OUT",
    ),
    "a child returns into the caller": ("pid = os.fork()\n        if pid: os.waitpid(pid, 0)", "ESCAPED"),
    "a bare except around the hang": (
        """
        while True:
            try:
                while True:
                    time.sleep(1)
            except:
                pass
        """,
        "TIMED_OUT",
    ),
    "the caller ends itself as if all were well": ("os._exit(0)", "CRASHED"),
    "the alarm is ignored": (
        """
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            time.sleep(60)
        """,
        "TIMED_OUT",
    ),
    "an orphan outlives a call that passes": (
        """
        pid = os.fork()
        if pid == 0:
            if os.fork() == 0:
                os.setsid()
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while True:
                    time.sleep(60)
            os._exit(0)
        os.waitpid(pid, 0)
        """,
        "LEAKED",
    ),
}


@pytest.mark.parametrize("behaviour", BREAKERS)
def test_it_costs_that_check_only(batch: Batch, behaviour: str) -> None:
    sources = [SUBMISSION.format(middle=middle) for middle, _ in BREAKERS.values()]
    reports = batch("breakers", THREE, sources, 0.6)
    report = reports[list(BREAKERS).index(behaviour)]
    assert [c.verdict.value for c in report.checks][::2] == ["PASSED", "PASSED"]
    assert report.checks[1].verdict.value in BREAKERS[behaviour][1]
    assert (report.points, report.max_points) == (5, 7)


def test_a_run_of_breakers_ends_in_time_and_leaves_nothing(
    repository: Repository, grading_boxed: Grade, tmp_path: Path
) -> None:
    before = descendants(os.getpid())
    began = time.monotonic()
    sources = [SUBMISSION.format(middle=middle) for middle, _ in BREAKERS.values()]
    report = grading_boxed(repository(test_public=THREE, wall=0.6), *sources)
    assert time.monotonic() - began < patience(6 * 1.6 + 2)
    assert report.complete
    assert report.exit_code == 1
    assert until(lambda: descendants(os.getpid()) <= before and not marked(str(tmp_path)), patience(1))


ONE = """
    @check(points=3)
    def test_one(submission: Submission) -> None:
        "It works."
        expect(submission.call("f").value == 1, "The answer is wrong.", "wrong-value")
"""


#: Source, verdict, diagnosis, part of the message.
VERDICTS: list[tuple[str, str, str | None, str]] = [
    ("def f():\n    return 1\n", "PASSED", None, ""),
    ("def f():\n    return 2\n", "FAILED", "wrong-value", "The answer is wrong."),
    ("def f():\n    raise NotImplementedError\n", "NOT_STARTED", None, "NotImplementedError"),
    ("def f():\n    1 / 0\n", "CRASHED", None, "line 2"),
    ("def f(a):\n    pass\n", "CRASHED", "wrong-signature", "arguments"),
    ("def g():\n    pass\n", "CRASHED", "missing-function", "f"),
    ("def f(:\n", "CRASHED", None, "line 1"),
    ("import no_such_module_xyz\n", "CRASHED", None, "no_such_module_xyz"),
    ("import os\nos._exit(0)\n", "CRASHED", None, "exit code 0"),
    ("import os, signal\ndef f():\n    os.kill(os.getpid(), signal.SIGKILL)\n", "CRASHED", None, "SIGKILL"),
    ("def f():\n    while True: pass\n", "TIMED_OUT", None, "0.7 s"),
    ("def f():\n    open('left.txt', 'w').close()\n    return 1\n", "LEAKED", "file-left", "left.txt"),
    (
        "import os\ndef f():\n    os.fork()\n    return 1\n",
        "ESCAPED",
        "no-exit-in-child",
        "(forked at line 3) returned",
    ),
    (
        "import os, sys\ndef f():\n    pid = os.fork() or sys.exit()\n    os.waitpid(pid, 0)\n    return 1\n",
        "ESCAPED",
        "sys-exit-in-child",
        "SystemExit",
    ),
    ("def f():\n    print('x' * (2 << 20), flush=True)\n    return 1\n", "OVER_LIMIT", None, "1024 KiB"),
    ("def f():\n    return {1}\n", "FAILED", "wrong-value", ""),
    (
        "import socket\ndef f():\n    socket.socket(fileno=200).send(b'?')\n    return 1\n",
        "FORBIDDEN",
        None,
        "",
    ),
]


@pytest.mark.parametrize("number", range(len(VERDICTS)), ids=lambda n: f"{VERDICTS[n][1]}-{n}")
def test_verdicts(batch: Batch, number: int) -> None:
    _, verdict, diagnosis, said = VERDICTS[number]
    (result,) = batch("verdicts", ONE, [source for source, *_ in VERDICTS], 0.7)[number].checks
    assert (result.verdict.value, result.diagnosis) == (verdict, diagnosis), result.message
    assert said in result.message
    assert (result.message == "") == (verdict == "PASSED")
    assert (result.points, result.max_points) == (3 if verdict == "PASSED" else 0, 3)
    assert result.id == "one/test_public::test_one"
    assert (result.exercise, result.visibility, result.title) == ("one", "public", "It works.")
    assert len(result.evidence) == 1


@pytest.mark.parametrize(("answer", "code"), [(1, 0), (2, 1)])
def test_the_exit_code(repository: Repository, grading: Grade, answer: int, code: int) -> None:
    assert grading(repository(test_public=ONE), f"def f():\n    return {answer}\n").exit_code == code


def test_a_wrong_answer_that_also_leaks_is_wrong(repository: Repository, grading: Grade) -> None:
    report = grading(repository(test_public=ONE), "import os\ndef f():\n    os.pipe()\n    return 2\n")
    assert verdicts(report) == {"one": "FAILED"}


def test_what_the_suite_blames(repository: Repository, grading: Grade) -> None:
    suite = """
        @check(points=1, diagnosis="completion-order")
        def test_one(submission: Submission) -> None:
            "It works."
            submission.call("f", blame={"CRASHED": "no-wait"})

        @check(points=1, diagnosis="completion-order")
        def test_two(submission: Submission) -> None:
            "It works."
            fail("Always.")

        @check(points=1, diagnosis="completion-order")
        def test_three(submission: Submission) -> None:
            "It works."
            assert 1 == 2, "first line" + chr(10) + "second"

        @check(points=1)
        def test_four(submission: Submission) -> None:
            "It works."
            submission.call("f", blame=lambda finding: "orphan" if "said" in finding.answer.stderr else None)
    """
    answer = "import sys\ndef f():\n    print('said', file=sys.stderr)\n    1 / 0\n"
    report = grading(repository(test_public=suite), answer)
    found = [(c.verdict.value, c.diagnosis, c.message) for c in report.exercises[0].checks]
    assert found[0][:2] == ("CRASHED", "no-wait")
    assert found[1] == ("FAILED", "completion-order", "Always.")
    assert found[2][:2] == ("FAILED", "completion-order")
    assert "second" not in found[2][2]
    assert found[3][:2] == ("CRASHED", "orphan")


def test_a_suite_can_say_why_something_was_left(repository: Repository, grading: Grade) -> None:
    suite = """
        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
            submission.call("f")
            submission.blame_leftovers("never-closed")
    """
    report = grading(repository(test_public=suite), "import os\ndef f():\n    os.pipe()\n")
    (found,) = report.exercises[0].checks
    assert (found.verdict.value, found.diagnosis) == ("LEAKED", "never-closed")


def test_pytest_draws_no_traceback_that_nobody_reads(repository: Repository, grading: Grade) -> None:
    suite = """
        import os

        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
            __tracebackhide__ = lambda _: os._exit(1)  # pytest asks it before it draws this line
            fail("Always.")
    """
    report = grading(repository(test_public=suite), "def f():\n    return 1\n")
    assert verdicts(report) == {"one": "FAILED"}


def test_a_leak_in_any_request_counts(repository: Repository, grading: Grade) -> None:
    suite = """
        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
            submission.call("f", 1)
            submission.call("f", 0)
    """
    source = "def f(leave):\n    if leave:\n        open('left.txt', 'w').close()\n"
    assert verdicts(grading(repository(test_public=suite), source)) == {"one": "LEAKED"}


NEEDS = """
    @check(points=1)
    def test_first(submission: Submission) -> None:
        "It begins."
        expect(submission.call("f").value == 1, "no")

    @check(points=1, needs=("test_first",))
    def test_second(submission: Submission) -> None:
        "It goes on."

    @check(points=1, needs=("test_second",))
    def test_third(submission: Submission) -> None:
        "It ends."

    @check(points=1)
    def test_other(submission: Submission) -> None:
        "It is by itself."
"""


NEEDED = {
    "return 1": ["PASSED", "PASSED", "PASSED", "PASSED"],
    "return 2": ["FAILED", "SKIPPED", "SKIPPED", "PASSED"],
    "raise NotImplementedError": ["NOT_STARTED", "NOT_STARTED", "NOT_STARTED", "PASSED"],
}


def test_what_needs_a_check_that_did_not_pass(repository: Repository, grading: Grade) -> None:
    report = grading(repository(test_public=NEEDS), *[f"def f():\n    {body}\n" for body in NEEDED])
    for exercise, expected in zip(report.exercises, NEEDED.values(), strict=True):
        assert [c.verdict.value for c in exercise.checks] == expected
        assert exercise.points == expected.count("PASSED")
        assert all("“" in c.message for c in exercise.checks if c.verdict is Verdict.SKIPPED)


def test_a_hidden_check_may_need_a_public_one(repository: Repository, grading: Grade) -> None:
    hidden = """
        @check(points=1, needs=("test_one",))
        def test_two(submission: Submission) -> None:
            "It goes on."
    """
    report = grading(repository(test_public=ONE, test_hidden=hidden), "def f():\n    return 2\n")
    assert verdicts(report) == {"one": "FAILED", "two": "SKIPPED"}
    assert [c.visibility for c in report.exercises[0].checks] == ["public", "hidden"]


# -- our own faults --------------------------------------------------------------------------------


FAULTS = (
    "raise ValueError('of the suite')",
    "import pytest; pytest.skip('of the suite')",
    "import pytest; pytest.xfail('of the suite')",
    "import pytest; pytest.fail('of the suite')",
    "import pytest; pytest.exit('of the suite')",
    "raise SystemExit(0)",
    "raise KeyboardInterrupt",
    "submission.nonsense()",
    "submission.call('f', **{'nonsense': 1})",
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "import os; os._exit(0)",
    "import os, signal; os.kill(submission._warden().pid, signal.SIGKILL); submission.call('f')",
)
FAULTY = """
    @check(points=1)
    def test_one(submission: Submission) -> None:
        "It works."
        expect(submission.call("f").value >= 0, "no")

    @check(points=1)
    def test_two(submission: Submission) -> None:
        "It is ours."
        number = submission.call("f").value
""" + "".join(f"        if number == {n}:\n            {statement}\n" for n, statement in enumerate(FAULTS))


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=lambda n: FAULTS[n])
def test_a_fault_of_the_suite_or_the_judge_is_a_grader_error(batch: Batch, number: int) -> None:
    report = batch("faults", FAULTY, [f"def f():\n    return {n}\n" for n in range(len(FAULTS))], 10.0)[
        number
    ]
    assert [c.verdict.value for c in report.checks] == ["PASSED", "GRADER_ERROR"]
    assert report.points == 1
    assert report.checks[1].message


def test_a_grader_error_makes_the_report_incomplete(repository: Repository, grading: Grade) -> None:
    right, fault = "def f():\n    return 99\n", "def f():\n    return 0\n"
    report = grading(repository(test_public=FAULTY), right, fault)
    assert not report.complete
    assert report.exit_code == 3


def test_a_killed_judge_harms_its_own_submission_only(repository: Repository, grading: Grade) -> None:
    suite = """
        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
            import os, signal
            if submission.call("f").value == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
    """
    sources = ["def f():\n    return 'kill'\n", "def f():\n    return 1\n", "def f():\n    return 2\n"]
    report = grading(repository(test_public=suite), *sources)
    found = [e.checks[0].verdict.value for e in report.exercises]
    assert found == ["GRADER_ERROR", "PASSED", "PASSED"]


def test_what_the_box_lacks_is_not_blamed_on_the_submission(repository: Repository, grading: Grade) -> None:
    suite = """
        import msgspec

        @scenario
        def play(student: Any) -> object:
            return student.f()

        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
            submission.play(play)
    """
    assert verdicts(grading(repository(test_public=suite), "def f():\n    return 1\n")) == {
        "one": "GRADER_ERROR"
    }


def test_a_suite_that_writes_much_does_not_hang(repository: Repository, grading: Grade) -> None:
    suite = """
        import os

        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
            os.set_blocking(2, False)
            for fd in (1, 2):
                for _ in range(50):
                    os.write(fd, b"x" * 4096)
    """
    assert verdicts(grading(repository(test_public=suite), "def f():\n    return 1\n")) == {"one": "PASSED"}


@pytest.mark.timeout(60)
def test_nobody_waits_for_a_session_that_has_judged_all(repository: Repository, grading: Grade) -> None:
    suite = """
        import atexit, time

        atexit.register(time.sleep, 600)

        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
    """
    assert verdicts(grading(repository(test_public=suite), "def f():\n    return 1\n")) == {"one": "PASSED"}


# -- inputs, order, several submissions ------------------------------------------------------------

RANDOM = """
    @check(points=1)
    def test_one(submission: Submission) -> None:
        "It echoes."
        fail(f"{submission.random.randrange(10**9)}")

    @check(points=1)
    def test_two(submission: Submission) -> None:
        "It echoes."
        fail(f"{submission.random.randrange(10**9)}")
"""


def test_a_seed_gives_the_same_inputs_again(repository: Repository, grading: Grade) -> None:
    root = repository(test_public=RANDOM)

    def drawn(seed: int) -> list[str]:
        return [c.message for c in grading(root, "def f(): pass\n", seed=seed).exercises[0].checks]

    first = drawn(5)
    assert drawn(5) == first
    assert drawn(6) != first
    assert len(set(first)) == 2


def test_inputs_do_not_depend_on_who_is_graded_before(repository: Repository, grading: Grade) -> None:
    root = repository(test_public=RANDOM)
    one = grading(root, "def f(): pass\n")
    three = grading(root, *["def f(): pass\n"] * 3, jobs=2)
    assert {tuple(c.message for c in e.checks) for e in three.exercises} == {
        tuple(c.message for c in one.exercises[0].checks)
    }


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.checks: list[tuple[int, str]] = []
        self.done: list[int] = []

    def settled(self, settled: Settled) -> None:
        assert settled.isolation == "none"

    def check_done(self, index: int, result: CheckResult) -> None:
        self.checks.append((index, result.id))

    def silent(self) -> None:
        pass

    def submission_done(self, index: int, report: ExerciseReport) -> None:
        assert len([i for i, _ in self.checks if i == index]) == len(report.checks)
        self.done.append(index)


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_results_come_in_the_order_of_the_submissions(
    repository: Repository, grading: Grade, jobs: int
) -> None:
    suite = """
        @check(points=1)
        def test_b(submission: Submission) -> None:
            "Second in the alphabet, first in the file."
            expect(submission.call("f").value % 2 == 0, "odd")

        @check(points=1)
        def test_a(submission: Submission) -> None:
            "First in the alphabet, second in the file."
    """
    sources = [
        f"import time\ndef f():\n    time.sleep({0.2 if n == 0 else 0})\n    return {n}\n" for n in range(5)
    ]
    listener = Heard()
    report = grading(repository(test_public=suite), *sources, jobs=jobs, listener=listener)
    assert [e.path for e in report.exercises] == [f"{n}.py" for n in range(5)]
    found = [[c.verdict.value for c in e.checks] for e in report.exercises]
    assert found == [["PASSED" if n % 2 == 0 else "FAILED", "PASSED"] for n in range(5)]
    assert {tuple(c.id for c in e.checks) for e in report.exercises} == {
        ("one/test_public::test_b", "one/test_public::test_a")
    }
    assert sorted(listener.done) == list(range(5))
    if jobs == 1:
        assert listener.done == list(range(5))


def test_several_exercises_in_one_run(repository: Repository, grading: Grade) -> None:
    root = repository(slug="one", test_public=ONE)
    repository(slug="two", test_public=ONE.replace("value == 1", "value == 2"))
    source = "def f():\n    return 1\n"
    report = grading(root, source, source, source, slugs=["one", "two", "one"], jobs=2)
    assert [e.slug for e in report.exercises] == ["one", "two", "one"]
    assert [e.checks[0].verdict.value for e in report.exercises] == ["PASSED", "FAILED", "PASSED"]


def test_one_submission_cannot_see_another_at_work(repository: Repository, grading_boxed: Grade) -> None:
    suite = """
        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
            expect(submission.call("f", keeps=["mark"]).value == ["mark", "one.py"], "seen")
    """
    source = """
        import os
        import time

        def f():
            open("mark", "w").close()
            time.sleep(0.2)
            return sorted(name for name in os.listdir(".") if name != "__pycache__")
    """
    report = grading_boxed(repository(test_public=suite), *[source] * 3, jobs=3)
    assert [e.checks[0].verdict.value for e in report.exercises] == ["PASSED"] * 3


def test_a_check_for_several_start_methods_is_several_checks(repository: Repository, grading: Grade) -> None:
    suite = """
        @check(points=2, start_methods=("fork", "spawn"))
        def test_one(submission: Submission) -> None:
            "It works."
            expect(submission.call("f").value == "fork", "not fork")
    """
    source = "import multiprocessing\ndef f():\n    return multiprocessing.get_start_method()\n"
    report = grading(repository(test_public=suite), source)
    assert [(c.id.partition("::")[2], c.verdict.value) for c in report.exercises[0].checks] == [
        ("test_one[fork]", "PASSED"),
        ("test_one[spawn]", "FAILED"),
    ]
    assert [c.title for c in report.exercises[0].checks] == ["It works (fork).", "It works (spawn)."]
    assert (report.points, report.max_points) == (2, 4)


def test_a_submission_that_is_not_there_has_none_of_the_points(
    repository: Repository, grading: Grade
) -> None:
    root = repository(test_public=ONE)
    (exercise,) = grading(root, "", refusals=["There is no file one.py."], handed_in=False).exercises
    (check,) = exercise.checks
    found = (exercise.handed_in, check.verdict, check.points, check.max_points)
    assert found == (False, Verdict.NOT_STARTED, 0, 3)


def test_a_refused_submission_is_not_run(repository: Repository, grading: Grade) -> None:
    good = "def f():\n    return 1\n"
    report = grading(repository(test_public=ONE), good, good, refusals=["It is a symbolic link.", ""])
    first, second = report.exercises
    assert first.refusal == "It is a symbolic link."
    (check,) = first.checks
    assert (check.verdict, check.message, check.points, check.max_points) == (
        Verdict.CRASHED,
        "It is a symbolic link.",
        0,
        3,
    )
    assert check.evidence == []
    assert second.passed


def test_the_report_says_how_it_was_made(
    repository: Repository, grading_boxed: Grade, isolation: str
) -> None:
    report = grading_boxed(repository(test_public=ONE), "def f():\n    return 1\n", seed=77)
    assert (report.isolation, report.witness, report.seed) == (isolation, "ptrace", 77)
    assert bool(report.notices) == (isolation != "namespaces")
    assert all(probe.denied for probe in report.probes) == (isolation in ("namespaces", "none"))
    assert bool(report.probes) == (isolation != "none")
    assert 0 < report.exercises[0].checks[0].duration <= report.duration


def test_nothing_to_grade(repository: Repository, grading: Grade) -> None:
    assert grading(repository(test_public=ONE)).exercises == []


def test_a_submission_that_nests_folders_does_not_break_the_run(
    repository: Repository, grading_boxed: Grade, tmp_path: Path
) -> None:
    source = """
        import os

        def f():
            for _ in range(3000):
                os.mkdir("deep")
                os.chdir("deep")
    """
    suite = """
        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It works."
            submission.call("f")
    """
    try:
        assert grading_boxed(repository(test_public=suite), source).complete
    finally:
        subprocess.run(["/bin/rm", "-rf", str(tmp_path)], check=True)


def test_a_learner_sees_what_the_program_printed_in_the_call_that_failed(
    repository: Repository, grading: Grade
) -> None:
    source = """
        from multiprocessing import Process

        def work(word):
            print("child", flush=True)
            return word.missing

        def f(word):
            print("parent", word)
            if word == "middle":
                child = Process(target=work, args=(word,))
                child.start()
                child.join()
                return "other"
            return word
    """
    report = grading(repository(test_public=THREE), textwrap.dedent(source))
    before, middle, after = report.exercises[0].checks
    assert (before.stdout, before.stderr, after.stdout) == ("", "", "")
    assert middle.stdout.splitlines() == ["parent middle", "child"]
    lines = middle.stderr.splitlines()
    assert lines[-1] == "AttributeError: 'str' object has no attribute 'missing'"
    assert [line.split(", ", 1)[1] for line in lines if line.startswith("  File")] == ["line 6, in work"]


def test_who_waits_for_a_person_is_told_that_nobody_types(repository: Repository, grading: Grade) -> None:
    sources = ("def f(word):\n    return input()\n", "def f(word):\n    breakpoint()\n    return word\n")
    report = grading(repository(test_public=THREE), *sources)
    said = [exercise.checks[0].message for exercise in report.exercises]
    stops = 2 if sys.version_info >= (3, 13) else 3  # since 3.13 at breakpoint() itself, not at the next line
    raised = "SystemExit at line 2: 1. " if sys.version_info >= (3, 14) else f"BdbQuit at line {stops}: "
    assert said == [
        "Your function raised EOFError at line 2: EOF when reading a line. Nobody types while code is "
        "graded, so input() reads nothing.",
        f"Your function raised {raised}Nobody types while code is graded, so breakpoint() "
        "ends the program. Print instead.",
    ]
