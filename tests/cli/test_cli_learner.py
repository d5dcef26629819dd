"""What a learner types besides grading, with a judge that reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fake_judge
import msgspec
import pytest
from click.testing import Result

from grader import material
from grader.learner import state

Grade = Callable[..., Result]
SOLVED = "def {0}():\n    return 1\n"
SOLUTION = '''\
def {0}():
    """Do what {0} does.

    And more.
    """
    # BEGIN SOLUTION
    return 1
    # END SOLUTION
'''


@pytest.fixture
def work(grade: Grade, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A started folder, from an installation with solutions. It is the current one."""
    for slug, (topic, _) in fake_judge.TITLES.items():
        file = folder / "solutions" / topic / f"{slug}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SOLUTION.format(slug))
    place = folder / "work"
    place.mkdir()
    monkeypatch.chdir(place)
    assert grade("start").exit_code == 0
    yield place


def answer(work: Path, slug: str, text: str) -> Path:
    path: Path = work / "exercises" / fake_judge.TITLES[slug][0] / f"{slug}.py"
    path.write_text(text)
    return path


def test_start_writes_a_folder_to_work_in(work: Path) -> None:
    found = {p.relative_to(work).as_posix() for p in work.rglob("*") if p.is_file()}
    assert found == {
        ".forklore/.gitignore",
        ".forklore/state.json",
        ".gitignore",
        "README.md",
        "exercises/01_fork/fork_report.py",
        "exercises/01_fork/run_isolated.py",
        "exercises/03_pool/run_all.py",
    }
    text = (work / "exercises/01_fork/fork_report.py").read_text()
    assert text.endswith("raise NotImplementedError\n") and "SOLUTION" not in text


def test_start_says_where_to_begin(grade: Grade, work: Path) -> None:
    assert grade("start", "new").output == (
        "3 exercises written into new/: 6 points to earn in all.\n"
        "\n"
        "fork_report: One call, two returns                                      2 points\n"
        "Exercise 1 of 3\n"
        "\n"
        "  Do what fork_report does.\n"
        "\n"
        "Next:  cd new\n"
        "       fill in the function in exercises/01_fork/fork_report.py\n"
        "       grade watch\n"
    )


def test_start_changes_nothing_that_is_there(grade: Grade, work: Path) -> None:
    mine = answer(work, "fork_report", "mine\n")
    (work / "exercises/03_pool/run_all.py").unlink()
    assert grade("start").output.startswith("1 exercise written into this folder")
    assert mine.read_text() == "mine\n"
    assert grade("start").output.startswith("Every exercise is there already")


def test_start_keeps_out_of_folders_in_use(grade: Grade, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = work / "thesis"
    place.mkdir()
    (place / "thesis.tex").touch()
    monkeypatch.chdir(place)
    result = grade("start")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "such as thesis.tex" in result.stderr and "grade start forklore" in result.stderr


def test_the_way_through(grade: Grade, work: Path, calls: Any) -> None:
    assert "Next:   fill in the function in exercises/01_fork/fork_report.py" in grade().output
    answer(work, "fork_report", "# wrong\n")
    result = grade()
    assert (result.exit_code, [s.exercise.slug for s in calls.submissions]) == (1, ["fork_report"])
    assert "Next:   mend exercises/01_fork/fork_report.py:4\n        grade\n" in result.output
    answer(work, "fork_report", SOLVED.format("fork_report"))
    assert grade().output.endswith("Next:  grade next\n")
    assert grade("next").output.startswith("run_isolated: A call in a child")
    grade()
    assert [s.exercise.slug for s in calls.submissions] == ["run_isolated"]
    assert grade("list").output == (
        "01_fork\n"
        "  done  fork_report     2 of 2  One call, two returns\n"
        ">       run_isolated    - of 2  A call in a child\n"
        "\n"
        "03_pool\n"
        "        run_all         - of 2  A pool that is closed, then joined\n"
        "\n"
        "1 of 3 exercises complete, 2 of 6 points.\n"
        "\n"
        "Next:  grade next\n"
    )


def test_an_exercise_may_be_left_open(grade: Grade, work: Path) -> None:
    answer(work, "fork_report", "# second\n")
    grade()
    assert grade("next").output.startswith(
        "fork_report has 1 of 2 points. It stays open: grade next fork_report leads back.\n\nrun_isolated:"
    )
    assert grade("next", "run_all").output.startswith("run_isolated is not begun.")
    assert grade("next").output.splitlines()[2].startswith("fork_report:")


def test_at_the_end(grade: Grade, work: Path) -> None:
    for slug in fake_judge.TITLES:
        answer(work, slug, SOLVED.format(slug))
    assert grade(".").exit_code == 0
    assert grade("next").output == "Every exercise is complete.\n\nNext:  grade list\n"


def test_from_any_folder_below(grade: Grade, work: Path, calls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(work / "exercises" / "01_fork")
    for args in ((), ("run_all",), ("fork_report", "run_all"), ("fork_report.py",)):
        assert grade(*args).exit_code == 1
    assert [s.path for s in calls.submissions] == ["fork_report.py"]
    grade("run_all")
    assert [s.path for s in calls.submissions] == ["../03_pool/run_all.py"]


def test_files_from_elsewhere_do_not_count(grade: Grade, work: Path, folder: Path) -> None:
    assert grade(str(folder / "exercises" / "01_fork" / "fork_report.py")).exit_code == 0
    assert "0 of 3 exercises complete" in grade("list").output


def test_explain_shows_the_run_just_graded(grade: Grade, work: Path, calls: Any) -> None:
    path = answer(work, "fork_report", "# wrong # seen\n")
    grade()
    calls.submissions = []
    assert "What the kernel saw" in grade("explain").output
    assert not calls.submissions, "it was graded again"
    path.write_text("# wrong # seen, and changed\n")
    grade("explain")
    assert calls.submissions, "what was graded is not what is there"


def test_reset_keeps_the_answer(grade: Grade, work: Path) -> None:
    path = answer(work, "fork_report", SOLVED.format("fork_report"))
    grade()
    for _ in range(2):
        path.write_text(SOLVED.format("fork_report"))
        assert "is the stub again.\nYour answer is kept: .forklore/backups/" in grade("reset").output
    assert path.read_text().endswith("raise NotImplementedError\n")
    kept = list((work / ".forklore/backups").iterdir())
    assert [p.read_text() for p in kept] == [SOLVED.format("fork_report")] * 2
    assert "0 of 3 exercises complete" in grade("list").output
    path.unlink()
    assert "Bring the stub back: grade reset fork_report" in grade().stderr
    assert "Your answer is kept" not in grade("reset", "fork_report").output
    assert path.is_file()


def test_a_solution_is_shown_after_success(grade: Grade, work: Path) -> None:
    result = grade("solution")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "grade solution fork_report --spoil" in result.stderr
    assert "return 1" in grade("solution", "run_all", "--spoil").output
    answer(work, "fork_report", SOLVED.format("fork_report"))
    grade()
    shown = grade("solution").output
    assert shown.endswith("    return 1\n") and "SOLUTION" not in shown


def test_an_installation_without_solutions(grade: Grade, work: Path, folder: Path) -> None:
    stub = (work / "exercises/01_fork/fork_report.py").read_text()
    (folder / "exercises/01_fork").mkdir(parents=True, exist_ok=True)
    (folder / "exercises/01_fork/fork_report.py").write_text(stub)
    for path in (*folder.rglob("solutions/*/*.py"), *folder.rglob("exercises/*/run_all.py")):
        path.unlink()
    assert "has no solution" in grade("solution", "--spoil").stderr
    assert grade("reset").exit_code == 0
    assert "no stub of run_all" in grade("reset", "run_all").stderr


def test_hints_of_the_current_exercise(grade: Grade, work: Path) -> None:
    assert grade("hint").output.startswith("fork_report: hint 1 of 2\n")
    assert grade("hint", "2").output.startswith("fork_report: hint 2 of 2\n")
    assert grade("hint", "0").exit_code == 2


@pytest.mark.parametrize("line", [["next"], ["reset"], ["hint"], ["explain"]])
def test_outside_a_started_folder(
    grade: Grade, folder: Path, line: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = grade(*line)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("text", ["", "{", '{"version": 99, "current": "x"}', '{"standings": 3}'])
def test_a_state_that_cannot_be_read_begins_anew(grade: Grade, work: Path, text: str) -> None:
    (work / ".forklore/state.json").write_text(text)
    assert "0 of 3 exercises complete" in grade("list").output
    assert grade().exit_code == 1
    assert state.load(work).current == "fork_report"


def test_the_state_is_written_whole(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (work / ".forklore/state.json").read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        state.save(work, state.State(current="run_all"))
    assert (work / ".forklore/state.json").read_bytes() == before
    assert sorted(path.name for path in (work / ".forklore").iterdir()) == [".gitignore", "state.json"]


def test_what_counts_as_untouched(work: Path, folder: Path) -> None:
    exercise = fake_judge.bank(folder).find("fork_report")
    stub = material.stub(exercise)
    for same in (stub, stub.replace("\n", "\r\n"), f"# Ada\n\n{stub}\n\n", stub.rstrip()):
        assert material.is_untouched(same.encode(), exercise)
    for other in ("", stub.replace("raise", "x = 1; raise"), stub.replace("    raise", "raise")):
        assert not material.is_untouched(other.encode(), exercise)
    moved = msgspec.structs.replace(exercise, slug="gone", solution=folder / "none.py")
    assert not material.is_untouched(stub.encode(), moved)


def test_shells_complete_commands_and_exercises(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_GRADE_COMPLETE", "bash_complete")
    for words, found in {
        "grade ne": "next",
        "grade fork_": "fork_report",
        "grade hint run_i": "run_isolated",
    }.items():
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
        assert grade().output == f"plain,{found}\n"
    monkeypatch.delenv("_GRADE_COMPLETE")
    assert "_GRADE_COMPLETE=zsh_complete" in grade("completion", "zsh").output


def test_editors_jump_to_the_line(grade: Grade, work: Path) -> None:
    answer(work, "fork_report", "import os\n\n\ndef fork_report():\n    pass  # wrong\n")
    result = grade("--format=gcc")
    path = "exercises/01_fork/fork_report.py"
    assert (result.exit_code, result.stdout.splitlines()) == (
        1,
        [f"{path}:4: error: It did something else. [test_{name}]" for name in ("one", "two")],
    )
    answer(work, "fork_report", "# deadlock # seen\n")
    assert grade("--format=gcc").stdout.startswith(f"{path}:4: error: Your function can never return")
    answer(work, "fork_report", SOLVED.format("fork_report"))
    assert grade("--format=gcc").stdout == ""


def test_after_success_it_says_why(
    grade: Grade, work: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = fake_judge.bank(folder)
    told = tuple(msgspec.structs.replace(exercise, why="Because of this.") for exercise in known.exercises)
    bank = msgspec.structs.replace(known, exercises=told)
    monkeypatch.setattr("grader.bank.load_bank", lambda: bank)
    answer(work, "fork_report", "# wrong\n")
    assert "Because of this" not in grade().output
    answer(work, "fork_report", SOLVED.format("fork_report"))
    assert "Every check passed.\n\n  Because of this.\n\nNext:  grade next\n" in grade().output
    assert "Because of this" not in grade(".").output
