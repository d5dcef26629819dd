"""The wheel as a tool, in a fresh environment: it runs any program, and pytest finds its plugin."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from releases import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
HANG = "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n"


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, and of this one what the wheel needs."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("tool")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, timeout=100, check=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", symlinks=True)
    python = folder / "env/bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "-q"]
    subprocess.run([*pip, str(wheel)], timeout=100, check=True)
    (site,) = folder.glob("env/lib/python*/site-packages")
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def ran(line: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV" and not k.startswith("PYTHON")}
    return subprocess.run(line, cwd=folder, env=kept, capture_output=True, text=True, timeout=60)


def test_its_console_script_runs_any_program(tool: Path, tmp_path: Path) -> None:
    where = ran([tool / "python", "-c", "import grader; print(grader.__file__)"], tmp_path).stdout
    assert Path(where).is_relative_to(tool.parent)
    (tmp_path / "hang.py").write_text(HANG)
    done = ran([tool / "forklore", "run", "--html", "page.html", "hang.py"], tmp_path)
    assert done.returncode == 124
    assert "this program can never end" in done.stderr and "hang.py:4  lock.acquire()" in done.stderr
    assert "lock.acquire()" in (tmp_path / "page.html").read_text()
    (tmp_path / "ends.py").write_text("print(6 * 7)\nraise SystemExit(3)\n")
    done = ran([tool / "forklore", "run", "ends.py"], tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (3, "42\n", "")
    for name in ("forklore", "grade"):
        assert ran([tool / name, "why", "99999999"], tmp_path).stderr.startswith(
            f"{name}: There is no process"
        )
        assert ran([tool / name, "run", "--help"], tmp_path).stdout.startswith(f"Usage: {name} run")


def test_pytest_finds_its_plugin(tool: Path, tmp_path: Path) -> None:
    (tmp_path / "test_hang.py").write_text(f"def test_it():\n    {HANG.replace(chr(10), chr(10) + '    ')}\n")
    done = ran([tool / "python", "-m", "pytest", "-p", "no:cacheprovider", "--forklore"], tmp_path)
    assert "this test can never end" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 1
