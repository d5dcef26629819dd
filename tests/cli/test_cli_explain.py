from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from grader.messages.causes import points_somewhere
from grader.render import explained
from grader.report import CheckResult
from grader.verdict import Verdict

Grade = Callable[..., Result]
WRONG = "exercises/01_fork/run_isolated.py"

DEADLOCK = """\
run_isolated: A call in a child
exercises/01_fork/run_isolated.py, test_one

  deadlocked  It does one.                                                0 of 1

  Your function can never return: every process it depends on is blocked.

What the kernel saw: 200 ms, 1 process started, at most 2 at the same time

         0                                200 ms
  caller o----F--------------------------------#  deadlocked
  child       o--------------------------------#  deadlocked

  o begins, F forks, # waits for ever

Who waits for whom

  +--> caller
  |      | join() in `f`, line 4: waits for the child to end
  |      v
  |    child
  |      | `g`, line 9: waits to write to pipe A, which is full; only the caller
  |      | could read from it
  +------+

1 more check has not passed: test_two.
To meet the same inputs again: --seed 5

Next:   mend exercises/01_fork/run_isolated.py:4
        grade run_isolated
Stuck?  grade hint run_isolated
"""


@pytest.fixture
def wrong(folder: Path) -> Path:
    file = folder / WRONG
    file.write_text("# wrong # seen\n")
    return file


def test_a_deadlock_is_drawn(grade: Grade, wrong: Path) -> None:
    wrong.write_text("# deadlock # seen\n")
    result = grade("explain", "run_isolated", "--seed", "5")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == DEADLOCK


def test_the_diagnosis_is_taught(grade: Grade, wrong: Path) -> None:
    text = grade("explain", "run_isolated").stdout
    for words in (
        "  not right yet  It does one.",
        "  It did something else.",
        "  Known trap:   The parent does not wait by itself",
        "  What happens: The child stays.",
        "  Because:      Nobody took its status.",
        "  Ask yourself: Which call waits?",
        "  Ask yourself: Which line?",
        "  https://docs.python.org/3/library/os.html",
    ):
        assert f"\n{words}" in text
    assert "Who waits for whom" not in text


def test_the_first_check_that_did_not_pass(grade: Grade, wrong: Path) -> None:
    wrong.write_text("# second\n")
    result = grade("explain", "run_isolated")
    assert result.exit_code == 1
    assert f"{WRONG}, test_two\n" in result.stdout
    assert "ran nothing of your code" in result.stdout
    assert "more check" not in result.stdout


def test_the_check_that_grade_says_to_mend_first() -> None:
    def check(name: str, verdict: Verdict) -> CheckResult:
        return CheckResult(
            id=f"x/test_public::{name}", exercise="x", visibility="public", title="", verdict=verdict,
            diagnosis=None, points=0, max_points=1,
        )  # fmt: skip

    passed, left = check("a", Verdict.PASSED), check("b", Verdict.LEAKED)
    stuck, waits = check("c", Verdict.DEADLOCKED), check("d", Verdict.SKIPPED)
    assert explained.chosen([passed, waits, left, stuck]) == stuck
    assert explained.chosen([passed, left, stuck], "b") == left
    assert explained.chosen([passed, waits]) == waits
    assert explained.chosen([passed, passed]) == passed
    assert explained.chosen([passed], "other") is None


@pytest.mark.parametrize("head", ["def f():", "async def f():", "class Account:"])
def test_the_head_of_a_definition_is_no_place(head: str) -> None:
    check = CheckResult(
        id="x/test_public::a", exercise="x", visibility="public", title="", verdict=Verdict.FAILED,
        diagnosis=None, points=0, max_points=1, line=1, code=head,
    )  # fmt: skip
    assert not points_somewhere(check)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("two", "test_two"),
        ("test_one", "test_one"),
        ("public", "test_two"),
        ("run_isolated/test_public::test_one", "test_one"),
    ],
)
def test_a_check_by_a_part_of_its_id(grade: Grade, wrong: Path, wanted: str, shown: str) -> None:
    wrong.write_text("# second\n")
    result = grade("explain", "run_isolated", wanted)
    assert result.exit_code == 1
    assert f"{WRONG}, {shown}\n" in result.stdout


def test_all_passed(grade: Grade) -> None:
    result = grade("explain", "fork_report")
    assert result.exit_code == 0
    assert "  passed  It does one." in result.stdout
    assert result.stdout.endswith("\nNext:  grade\n")


def test_a_stub(grade: Grade) -> None:
    result = grade("explain", "run_all")
    assert result.exit_code == 1
    assert "  not started  It does one." in result.stdout
    assert "fill in the function in exercises/03_pool/run_all.py" in result.stdout
    assert "more check" not in result.stdout


@pytest.mark.parametrize(
    ("args", "path", "following"),
    [
        (["exercises", "run_isolated"], WRONG, "grade exercises run_isolated"),
        (["exercises", "run_isolated", "two"], WRONG, "grade exercises run_isolated"),
        ([WRONG], WRONG, f"grade {WRONG}"),
        ([WRONG, "two"], WRONG, f"grade {WRONG}"),
        (["my file.py", "two", "--as", "run_isolated"], "my file.py", "grade 'my file.py' --as run_isolated"),
        (["alone", "two"], "alone/run_isolated.py", "grade alone run_isolated"),
    ],
)
def test_targets(
    grade: Grade, calls: Any, wrong: Path, folder: Path, args: list[str], path: str, following: str
) -> None:
    (folder / "my file.py").write_text("# wrong\n")
    (folder / "alone").mkdir()
    (folder / "alone" / "run_isolated.py").write_text("# wrong\n")
    result = grade("explain", *args)
    assert (result.exit_code, result.stderr) == (1, "")
    assert [s.path for s in calls.submissions] == [path]
    assert f":4\n        {following}\n" in result.stdout
    assert f"{path}, test_{'two' if 'two' in args else 'one'}\n" in result.stdout


def test_options_reach_the_judge(grade: Grade, calls: Any) -> None:
    grade("explain", "fork_report", "--seed", "9", "--isolation", "none")
    assert (calls.options.jobs, calls.options.seed, calls.options.isolation) == (1, 9, "none")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "needs to know which"),
        (["exercises"], "exercises holds 3 exercises; explain shows one."),
        (["exercises", "frok_report"], "Did you mean fork_report"),
        (["frok_report"], "Did you mean fork_report"),
        (["fork_report", "one", "two"], "two is one word too many."),
        (["exercises", "fork_report", "one", "two"], "two is one word too many."),
        (["absent.py"], "There is no file or folder absent.py."),
        (["exercises", "--as", "run_all"], "--as is for a single file"),
        (["fork_report", "--isolation", "sky"], "sky"),
    ],
)
def test_usage_errors(grade: Grade, calls: Any, args: list[str], words: str) -> None:
    result = grade("explain", *args)
    assert (result.exit_code, result.stdout, calls.submissions) == (2, "", [])
    first, second = result.stderr.splitlines()
    assert first.startswith("grade: ")
    assert second.startswith("       ")
    assert words in result.stderr


def test_a_check_that_does_not_exist(grade: Grade) -> None:
    result = grade("explain", "fork_report", "thr\x1bee")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "grade: No check has thr\\x1bee in its name.\n       The checks are: test_one, test_two.\n"
    )


def test_a_refused_file(grade: Grade, wrong: Path) -> None:
    wrong.write_bytes(b"x\0y")
    result = grade("explain", "run_isolated")
    assert result.exit_code == 1
    assert "not taken in" in result.stdout
    assert "contains a null byte" in result.stdout


def test_a_grader_error_is_exit_3(grade: Grade, wrong: Path) -> None:
    wrong.write_text("# broken grader\n")
    result = grade("explain", "run_isolated")
    assert result.exit_code == 3
    assert "This is a fault of the grader" in result.stdout


def test_the_report_leads_here(grade: Grade, wrong: Path, folder: Path) -> None:
    assert grade().stdout.endswith(
        "\n        grade run_isolated\nWhy?    grade explain run_isolated\nStuck?  grade hint run_isolated\n"
    )
    assert f"Why?    grade explain {WRONG}\n" in grade(WRONG).stdout
    assert "Why?    grade explain exercises run_isolated\n" in grade("exercises", "run_isolated").stdout
    (folder / "mine.py").write_text("# wrong # seen\n")
    assert "Why?    grade explain mine.py --as run_all\n" in grade("mine.py", "--as", "run_all").stdout
    wrong.write_text("# wrong\n")
    assert "Why?" not in grade().stdout


def test_colour_only_when_asked(grade: Grade, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in grade("explain", "run_isolated").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in grade("explain", "run_isolated").stdout


def test_a_folder_called_explain_stays_reachable(grade: Grade, calls: Any, folder: Path) -> None:
    (folder / "explain").mkdir()
    (folder / "explain" / "fork_report.py").write_text("x = 1\n")
    assert grade("explain").exit_code == 2
    assert grade("./explain").exit_code == 0
    assert [s.path for s in calls.submissions] == ["explain/fork_report.py"]


def test_html_writes_the_page_instead_of_the_text(grade: Grade, wrong: Path, folder: Path) -> None:
    result = grade("explain", "run_isolated", "--html", "page.html")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith("page.html shows what your processes did.")
    text = (folder / "page.html").read_text("utf-8")
    assert "run_isolated.py" in text
    assert '<li id="L1"><code>' in text
    result = grade("explain", "run_isolated", "--html", "nowhere/page.html")
    assert result.exit_code == 2


def test_schedule_is_the_one_order_that_is_graded_and_explained(
    grade: Grade, calls: Any, wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "7/test_public.test_one/1+marks/8:2.0/dac1"
    assert grade("explain", "run_isolated", "--schedule", text).exit_code == 1
    assert (calls.options.schedule, calls.options.seed) == (text, 7)
    result = grade("explain", "run_isolated", "--schedule", "late")
    assert result.exit_code == 2
    assert "not one that forklore has written" in result.stderr
