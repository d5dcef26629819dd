from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import Result

Grade = Callable[..., Result]
SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "report.schema.json"
#: What Classroom 50's runner sets.
RUNNER = ("CLASSROOM", "ASSIGNMENT", "OWNER", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL", "REVIEW_URL")


def slugs(calls: Any) -> list[str]:
    return [submission.exercise.slug for submission in calls.submissions]


def fix(folder: Path, *names: str, text: str = "x = 1\n") -> None:
    for name in names:
        (folder / "exercises" / name).write_text(text)


def test_the_default_is_the_exercises_folder(grade: Grade, calls: Any) -> None:
    result = grade()
    assert result.exit_code == 1
    assert [s.path for s in calls.submissions] == [
        "exercises/01_fork/fork_report.py",
        "exercises/01_fork/run_isolated.py",
        "exercises/03_pool/run_all.py",
    ]
    assert "2 of 6 points" in result.stdout
    assert result.stdout.endswith(":4\n        grade run_isolated\nStuck?  grade hint run_isolated\n")


def test_a_fault_of_ours_is_nothing_to_mend(grade: Grade, folder: Path) -> None:
    fix(folder, "01_fork/run_isolated.py", text="# too busy\n")
    told = grade("run_isolated").stdout
    assert told.endswith("\nNext:  grade run_isolated\n"), told


def test_the_current_folder_if_it_holds_exercises(
    grade: Grade, calls: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("exercises")
    grade()
    assert calls.submissions[0].path == "01_fork/fork_report.py"


def test_nothing_to_grade_here(grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    result = grade()
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 2


def test_targets(grade: Grade, calls: Any, folder: Path) -> None:
    assert grade("exercises", "run_all").exit_code == 1
    assert slugs(calls) == ["run_all"]
    assert grade("fork_report").exit_code == 0
    assert slugs(calls) == ["fork_report"]
    assert grade("exercises/01_fork/fork_report.py").exit_code == 0
    (folder / "mine.py").write_text("x = 1")
    assert grade("mine.py", "--as", "run_all").exit_code == 0
    assert [(s.exercise.slug, s.path, s.source) for s in calls.submissions] == [
        ("run_all", "mine.py", b"x = 1")
    ]


@pytest.mark.parametrize(
    ("args", "commands"),
    [
        (["run_isolated"], ["mend exercises/01_fork/run_isolated.py:4", "grade run_isolated"]),
        (["exercises"], ["mend exercises/01_fork/run_isolated.py:4", "grade exercises run_isolated"]),
        (
            ["exercises/01_fork/run_isolated.py"],
            ["mend exercises/01_fork/run_isolated.py:4", "grade exercises/01_fork/run_isolated.py"],
        ),
        (
            ["my file.py", "--as", "run_isolated"],
            ["mend my file.py:4", "grade 'my file.py' --as run_isolated"],
        ),
        (["run_all"], ["fill in the function in exercises/03_pool/run_all.py", "grade run_all"]),
        (["fork_report"], ["grade"]),
        (["exercises", "fork_report"], ["grade exercises"]),
        (["exercises/01_fork/fork_report.py"], ["grade list"]),
    ],
)
def test_the_next_step(grade: Grade, folder: Path, args: list[str], commands: list[str]) -> None:
    (folder / "my file.py").write_text("# wrong\n")
    lines = grade(*args).stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Next:"))
    steps = [line.removeprefix("Next:").strip() for line in lines[at:] if not line.startswith("Stuck?")]
    assert steps == commands


ASSIGNMENT = 'version = 1\nname = "week1"\n[weights]\nrun_all = 1\nfork_report = 3\n'


def test_an_assignment_is_graded_out_of_all_it_asks_for(grade: Grade, calls: Any, folder: Path) -> None:
    (folder / "assignment.toml").write_text(ASSIGNMENT)
    result = grade()
    assert slugs(calls) == ["run_all", "fork_report"]
    assert "6 of 8 points" in result.stdout
    assert "Not part of week1, and not graded: exercises/01_fork/run_isolated.py." in result.stdout
    (folder / "exercises/03_pool/run_all.py").unlink()
    result = grade("--gradescope", "r.json")
    assert result.exit_code == 1
    assert "run_all.py " in result.stdout
    assert "no file, 2 points to earn" in result.stdout
    assert "6 of 8 points" in result.stdout
    assert "bring back run_all.py" in result.stdout
    tests = json.loads((folder / "r.json").read_text())["tests"]
    assert (sum(t["score"] for t in tests), sum(t["max_score"] for t in tests)) == (6, 8)
    report = json.loads(grade("--json").stdout)
    jsonschema.validate(report, json.loads(SCHEMA.read_text("utf-8")))
    assert (report["assignment"], report["max_points"]) == ("week1", 8)
    assert [e["handed_in"] for e in report["exercises"]] == [False, True]


def test_an_assignment_of_another_folder(grade: Grade, folder: Path, calls: Any) -> None:
    (folder / "week1").mkdir()
    (folder / "nothing").mkdir()
    (folder / "week1" / "assignment.toml").write_text(ASSIGNMENT)
    result = grade("nothing", "--assignment", "week1")
    assert (result.exit_code, slugs(calls)) == (1, ["run_all", "fork_report"])
    assert "0 of 8 points" in result.stdout
    result = grade("exercises", "fork_report", "--assignment", "week1/assignment.toml")
    assert (result.exit_code, slugs(calls)) == (0, ["fork_report"])
    assert "6 of 6 points" in result.stdout
    result = grade("--assignment", "nowhere.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere.toml" in result.stderr


def test_all_passed(grade: Grade, folder: Path) -> None:
    fix(folder, "01_fork/run_isolated.py", "03_pool/run_all.py")
    result = grade()
    assert result.exit_code == 0
    assert result.stdout.endswith("Every check passed.\n")


def test_piped_output_has_a_line_per_exercise_on_stderr(grade: Grade) -> None:
    assert grade().stderr.splitlines() == [
        "fork_report  2 of 2 points",
        "run_isolated  0 of 2 points",
        "run_all  not started",
    ]
    assert grade("fork_report").stderr == ""


def test_json_is_alone_on_stdout(grade: Grade) -> None:
    result = grade("--json", "--seed", "5")
    assert result.exit_code == 1
    assert result.stderr == ""
    report = json.loads(result.stdout)
    jsonschema.validate(report, json.loads(SCHEMA.read_text("utf-8")))
    assert (report["seed"], report["points"], report["exit_code"]) == (5, 2.0, 1)


def test_junit_beside_the_text(grade: Grade, folder: Path) -> None:
    result = grade("--junit", "report.xml")
    assert result.exit_code == 1
    assert "2 of 6 points" in result.stdout
    assert ElementTree.parse(folder / "report.xml").getroot().get("tests") == "6"


def test_results_for_platforms(grade: Grade, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    for name in RUNNER:
        monkeypatch.setenv(name, f"submit/{name}")
    result = grade("--gradescope", "results.json", "--classroom50", "result.json", "--github")
    assert json.loads((folder / "results.json").read_text())["tests"]
    assert json.loads((folder / "result.json").read_text())["tests"]
    assert "100 there are one point here" in (folder / "release-body.md").read_text()
    assert "| exercise | points |" in (folder / "summary.md").read_text()
    lines = result.stdout.splitlines()
    assert lines[0].startswith("::stop-commands::")
    assert f"::{lines[0].removeprefix('::stop-commands::')}::" in lines


def test_no_score_where_a_check_could_not_be_judged(
    grade: Grade, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix(folder, "03_pool/run_all.py", text="# broken grader\n")
    for name in RUNNER:
        monkeypatch.setenv(name, f"submit/{name}")
    names = ("results.json", "result.json", "release-body.md")
    for name in names:
        (folder / name).write_text("of an earlier run")
    result = grade("--gradescope", names[0], "--classroom50", names[1], "--junit", "report.xml")
    assert result.exit_code == 3
    assert "there is no score" in result.stderr
    assert not [name for name in names if (folder / name).exists()]
    assert (folder / "report.xml").is_file()


def test_classroom50_needs_its_runner(grade: Grade, calls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in RUNNER:
        monkeypatch.delenv(name, raising=False)
    result = grade("--classroom50", "result.json")
    assert (result.exit_code, calls.submissions) == (2, [])
    assert "CLASSROOM is not set" in result.stderr


def test_junit_that_cannot_be_written(grade: Grade, calls: Any) -> None:
    result = grade("--junit", "absent/report.xml")
    assert (result.exit_code, calls.submissions) == (2, [])
    assert "there is no folder" in result.stderr
    result = grade("--junit", "/dev/full")
    assert result.exit_code == 3
    assert "2 of 6 points" in result.stdout
    assert "grade: /dev/full could not be written: no space left on device." in result.stderr


def test_options_reach_the_judge(grade: Grade, calls: Any) -> None:
    grade("--jobs", "3", "--seed", "9", "--isolation", "none")
    assert (calls.options.jobs, calls.options.seed, calls.options.isolation) == (3, 9, "none")


def test_the_seed_is_fresh(grade: Grade, calls: Any) -> None:
    seeds = set()
    for _ in range(3):
        grade("fork_report")
        seeds.add(calls.options.seed)
    assert len(seeds) == 3
    assert calls.options.jobs >= 1


def test_a_refused_file_is_shown_and_the_others_graded(grade: Grade, calls: Any, folder: Path) -> None:
    file = folder / "exercises" / "01_fork" / "run_isolated.py"
    file.write_bytes(b"x\0y")
    result = grade()
    assert result.exit_code == 1
    assert [bool(s.refusal) for s in calls.submissions] == [False, True, False]
    assert "not taken in" in result.stdout
    assert "contains a null byte" in result.stdout
    assert "fork_report: One call, two returns" in result.stdout
    assert "\n       grade run_isolated\n" in result.stdout


def test_a_grader_error_is_exit_3(grade: Grade, folder: Path) -> None:
    fix(folder, "03_pool/run_all.py", text="# broken grader\n")
    result = grade()
    assert result.exit_code == 3
    assert "This report is incomplete: 2 checks" in result.stdout


@pytest.mark.parametrize(
    "args",
    [
        ["--jsn"],
        ["--jobs", "0"],
        ["--jobs", "many"],
        ["--isolation", "sky"],
        ["--as", "run_all"],
        ["absent.py"],
        ["frok_report"],
        ["exercises", "--as", "run_all"],
        ["exercises", "frok_report"],
        ["--json", "list"],
        ["hint"],
        ["hint", "frok_report"],
        ["hint", "fork_report", "0"],
        ["hint", "fork_report", "3"],
        ["list", "more"],
        ["author", "chek"],
        ["author", "check", "frok_report"],
    ],
)
def test_usage_errors_are_exit_2_and_two_lines(grade: Grade, calls: Any, args: list[str]) -> None:
    result = grade(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert calls.submissions == []
    first, second = result.stderr.splitlines()
    assert first.startswith("grade: ")
    assert second.startswith("       ")


def test_a_wrong_slug_names_the_near_one(grade: Grade) -> None:
    assert "Did you mean fork_report" in grade("frok_report").stderr


def test_subcommands_win_and_paths_stay_reachable(grade: Grade, calls: Any, folder: Path) -> None:
    for name in ("list", "hint"):
        (folder / name).mkdir()
        (folder / name / "fork_report.py").write_text("x = 1\n")
    assert grade("list").stdout.startswith("01_fork\n")
    assert calls.submissions == []
    assert grade("./list").exit_code == 0
    assert [s.path for s in calls.submissions] == ["list/fork_report.py"]
    assert grade("--", "hint").exit_code == 0
    assert [s.path for s in calls.submissions] == ["hint/fork_report.py"]


def test_interrupted(grade: Grade, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import grader.judge as judge

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(judge, "grade", interrupted)
    result = grade("fork_report")
    assert result.exit_code == 130
    assert result.output == "grade: Stopped. Nothing is left running.\n"


def test_what_nobody_foresaw(
    grade: Grade, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fix(folder, "01_fork/fork_report.py", text="# unexpected\n")
    result = grade("fork_report")
    assert result.exit_code == 3
    assert "Traceback" not in result.output
    assert "(RuntimeError)" in result.stderr
    (saved,) = tmp_path.glob("forklore-fault-*.txt")
    assert str(saved) in result.stderr
    assert "this was not foreseen" in saved.read_text("utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    assert "Please report it, with the command" in grade("fork_report").stderr


@pytest.mark.parametrize(
    ("error", "code"), [("UsageError", 2), ("SetupError", 3), ("AuthoringError", 3), ("GraderError", 3)]
)
def test_our_own_errors_are_sentence_and_fix(
    grade: Grade, monkeypatch: pytest.MonkeyPatch, error: str, code: int
) -> None:
    import grader.judge as judge
    from grader import errors

    def failing(*_: object) -> None:
        raise getattr(errors, error)("It is \x1b[31mso.", "Do this.")

    monkeypatch.setattr(judge, "grade", failing)
    result = grade("fork_report")
    assert (result.exit_code, result.output) == (code, "grade: It is \\x1b[31mso.\n       Do this.\n")


@pytest.mark.parametrize(
    ("system", "word"), [("win32", "WSL"), ("darwin", "container"), ("freebsd14", "Linux")]
)
def test_other_systems(grade: Grade, monkeypatch: pytest.MonkeyPatch, system: str, word: str) -> None:
    monkeypatch.setattr("grader.cli.faults.sys.platform", system)
    result = grade()
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 2
    assert word in result.stderr
    assert [grade(*args).exit_code for args in (["--version"], ["list"], ["hint", "run_all"], ["-h"])] == [
        0
    ] * 4


def test_an_old_python(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.cli.faults.sys.version_info", (3, 9, 2, "final", 0))
    result = grade()
    assert result.exit_code == 3
    assert "needs Python 3.11 or newer; this is Python 3.9.2." in result.stderr
    assert grade("author", "check").exit_code == 3
    assert grade("--version").exit_code == 0
