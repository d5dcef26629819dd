from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def start(folder: Path, *args: str, **how: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(TESTS / "fake_judge.py"), str(folder), *args]
    return subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, **how)  # type: ignore[call-overload,no-any-return]


def test_version_imports_little() -> None:
    code = (
        "import sys; sys.argv = ['grade', '--version']\n"
        "from grader.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))\n"
        "print(*sorted(name for name in sys.modules if name.startswith('grader')))\n"
    )
    version, foreign, ours = run(code).splitlines()
    assert version.startswith("forklore ")
    found = {name for name in foreign.split() if not name.startswith("_")}
    assert found - {"sitecustomize"} == {"grader"}
    assert "grader.bank" not in ours.split()


def test_a_reader_that_goes_away_is_no_fault(folder: Path) -> None:
    read, write = os.pipe()
    process = start(folder, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    os.close(read)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Traceback" not in stderr
    assert b"Exception" not in stderr


@pytest.mark.parametrize("args", [[], ["--json"], ["list"], ["--help"], ["--version"]])
def test_a_full_disk_is_one_sentence(folder: Path, args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(folder, *args, stdout=full, stderr=subprocess.PIPE)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 3
    assert stderr.count(b"grade: ") == 1
    assert b"no space left" in stderr.lower()
    assert b"Exception" not in stderr


@pytest.mark.parametrize("closed", ["<&- >&- 2>&-", ">&-", "2>&-"])
def test_closed_streams(folder: Path, closed: str) -> None:
    command = f'"{sys.executable}" "{TESTS / "fake_judge.py"}" "{folder}" {closed}'
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=ENVIRONMENT, capture_output=True, timeout=60)
    assert done.returncode == 1
    assert b"Exception" not in done.stderr


def test_ctrl_c_is_one_line_and_130(folder: Path) -> None:
    (folder / "exercises" / "01_fork" / "fork_report.py").write_text("# interrupt\n")
    process = start(folder, "fork_report", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (130, b"")
    assert stderr == b"grade: Stopped. Nothing is left running.\n"


def test_an_ascii_terminal_gets_escapes(folder: Path) -> None:
    (folder / "größe").mkdir()
    (folder / "größe" / "fork_report.py").write_text("x = 1\n")
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, str(TESTS / "fake_judge.py"), str(folder), "größe"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=60)
    assert done.returncode == 0
    assert b"gr\\xf6\\xdfe/fork_report.py" in done.stdout


def test_on_a_terminal_there_is_colour_and_a_live_line(folder: Path) -> None:
    master, slave = pty.openpty()
    process = start(folder, stdout=slave, stderr=slave, stdin=slave)
    os.close(slave)
    seen = b""
    try:
        while piece := os.read(master, 65536):
            seen += piece
    except OSError:  # Linux says EIO when the last writer is gone
        pass
    os.close(master)
    assert process.wait(60) == 1
    assert b"\r2 of 3 exercises graded, 4 checks so far" in seen
    assert b"fork_report  2 of 2 points" not in seen
    assert b"\x1b[32m" in seen
