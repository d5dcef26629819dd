"""A session is started before anybody knows what it will judge, and ends where nobody needs it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from grader.box.plan import build_box_package
from grader.cli.panels import grades
from grader.judge import __main__ as session
from grader.judge.session import _within


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        ("", {}, True),
        ("fork_report --json", {}, True),
        ("exercises fork_report", {}, True),
        ("--help", {}, False),
        ("fork_report --version", {}, False),
        ("run x.py", {}, False),
        ("watch", {}, False),
        ("", {"_GRADE_COMPLETE": "bash_complete"}, False),
    ],
)
def test_only_what_grades_needs_a_judge_soon(words: str, environment: dict[str, str], expected: bool) -> None:
    assert grades(words.split(), environment) is expected


def test_the_start_needs_the_standard_library_only() -> None:
    ask = "import sys, grader.judge.__main__; print({'click', 'msgspec', 'pytest'} & {*sys.modules})"
    assert subprocess.check_output([sys.executable, "-c", ask]) == b"set()\n"


def test_who_has_an_order_takes_the_session_that_has_begun() -> None:
    session.begin()
    (begun,) = session._begun
    taken = session.taken()
    taken.end()
    assert taken is begun
    assert not session._begun
    assert begun.process.returncode is not None


def test_a_session_that_nobody_needs_is_ended() -> None:
    session.begin()
    (begun,) = session._begun
    session.drop()
    assert not session._begun
    assert begun.process.returncode is not None


def test_a_session_ends_when_its_starter_has_gone() -> None:
    begun = session.SessionProcess()
    begun.try_out(b"")
    assert begun.process.stdin is not None
    begun.process.stdin.close()
    code, said = begun.process.wait(), os.pread(begun.errors.fileno(), 1000, 0)
    begun.end()
    assert (code, said) == (0, b"")


def test_pytest_reads_no_folder_above_the_suites() -> None:
    suites = ["/a/suites/x/test_public.py", "/a/suites/y/test_hidden.py"]
    assert _within(suites) == ["--confcutdir=/a/suites"]
    assert _within(suites[:1]) == ["--confcutdir=/a/suites/x"]
    assert _within([]) == []


def test_no_box_compiles_a_module_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    package = build_box_package(tmp_path_factory.mktemp("box"))
    sources = {path.stem for path in package.rglob("*.py")}
    assert sources == {path.name.partition(".")[0] for path in package.rglob("*.pyc")}
    ask = "import grader.runner.template as it, sys; print(it.__cached__, it.main.__code__.co_filename)"
    line = [sys.executable, "-P", "-v", "-c", ask]
    told = subprocess.run(line, env={"PYTHONPATH": str(package)}, capture_output=True, text=True, check=True)
    assert str(package) in told.stdout.split()[1]
    assert "# code object from" in told.stderr
    assert f"# wrote '{package}" not in told.stderr
