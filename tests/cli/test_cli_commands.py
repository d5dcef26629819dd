from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import fake_judge
import msgspec
import pytest
from click.testing import Result

import grader
from grader import __version__
from grader.author.tiers import TIERS
from grader.cli import faults

Grade = Callable[..., Result]


def test_version(grade: Grade) -> None:
    assert grade("--version").output == f"forklore {__version__}\n"
    assert grade("--json", "--version").output == f"forklore {__version__}\n"


@pytest.mark.parametrize("args", [["--help"], ["-h"], ["exercises", "--help"]])
def test_help_names_options_and_commands(grade: Grade, args: list[str]) -> None:
    result = grade(*args)
    assert result.exit_code == 0
    for word in ("--as", "--json", "--junit", "--jobs", "--seed", "--isolation", "list", "hint", "author"):
        assert f"  {word}" in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_list(grade: Grade) -> None:
    assert grade("list").output == (
        "01_fork\n"
        "  fork_report     2 points  One call, two returns\n"
        "  run_isolated    2 points  A call in a child\n"
        "\n"
        "03_pool\n"
        "  run_all         2 points  A pool that is closed, then joined\n"
        "\n"
        "3 exercises, 6 points.\n"
    )


def test_list_names_a_broken_exercise_beside_the_others(
    grade: Grade, calls: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = msgspec.structs.replace(
        fake_judge.bank(tmp_path), broken={"tally": ("tally: no TOML.", "Mend it.")}
    )
    monkeypatch.setattr(grader.bank, "load_bank", lambda: bank)
    result = grade("list")
    assert result.exit_code == 0
    assert "3 exercises, 6 points." in result.stdout
    assert "tally: no TOML." in result.stderr
    assert (grade("hint", "run_all").exit_code, grade("hint", "tally").exit_code) == (0, 3)


def test_hints(grade: Grade) -> None:
    assert grade("hint", "run_all").output == (
        "run_all: hint 1 of 2\n\n  What does fork return in the child?\n\nNext:  grade hint run_all 2\n"
    )
    assert grade("hint", "run_all", "2").output.endswith("Next:  grade run_all\n")
    assert grade("hint", "run_all", "3").stderr == (
        "grade: run_all has 2 hints.\n       Type grade hint run_all 1 for the first.\n"
    )


def test_author_alone_shows_its_commands(grade: Grade) -> None:
    result = grade("author")
    assert result.exit_code == 0
    assert "stubs" in result.stdout


def replace(monkeypatch: pytest.MonkeyPatch, name: str, **functions: object) -> None:
    """Put a module grader.author.NAME with these functions in the place of the real one."""
    module: Any = ModuleType(f"grader.author.{name}")
    module.__dict__.update(functions)
    monkeypatch.setitem(sys.modules, f"grader.author.{name}", module)
    package = getattr(grader, "author", None)
    if package is not None:
        monkeypatch.setattr(package, name, module, raising=False)


def test_author_stubs(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    names = ["01_fork/fork_report.py"]

    def write_stubs(bank: object, check: bool) -> list[str]:
        asked.append(check)
        return names

    replace(monkeypatch, "stubs", write_stubs=write_stubs)
    result = grade("author", "stubs")
    assert (result.exit_code, result.output) == (0, "written: exercises/01_fork/fork_report.py\n")
    result = grade("author", "stubs", "--check")
    assert (result.exit_code, result.stdout) == (1, "differs: exercises/01_fork/fork_report.py\n")
    assert "grade author stubs" in result.stderr
    names.clear()
    result = grade("author", "stubs", "--check")
    assert (result.exit_code, result.output) == (0, "Every stub is the one that its solution gives.\n")
    assert asked == [False, True, True]


def test_author_check(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    complaints: list[str] = []

    def check_bank(bank: object, **how: Any) -> list[str]:
        how.pop("say")("fork_report: solution passes")
        asked.append(how)
        return complaints

    replace(monkeypatch, "check", check_bank=check_bank)
    result = grade("author", "check", "run_all", "--repeat", "50", "--busy", "2", "--jobs", "1")
    assert result.exit_code == 0
    assert result.output.startswith("fork_report: solution passes\nEvery exercise is complete")
    assert asked == [
        {
            "slugs": ("run_all",),
            "repeat": 50,
            "busy": 2,
            "jobs": 1,
            "isolation": "auto",
            "texts": None,
            "tier": TIERS["complete"],
        }
    ]
    complaints.append("run_all: rejected/x passes.")
    result = grade("author", "check")
    assert result.exit_code == 1
    assert result.output.endswith("\nrun_all: rejected/x passes.\n")


def test_no_output_commands_what_reads_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    text = "It raised ValueError:\n  ::stop-commands::x\n##vso[task.complete]\n"
    for write in (faults.emit, faults.say):
        write(text)
    faults.note("student\n::error::x")
    faults.emit("::error::ours\n", commands=True)
    out, err = capsys.readouterr()
    lines = [line.strip() for line in (out + err).splitlines()]
    assert [line for line in lines if line.startswith("::") or "##vso[" in line] == ["::error::ours"]
    assert "student\\n::error::x" in lines
