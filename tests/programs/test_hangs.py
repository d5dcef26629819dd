"""Hangs of public reports: a few of ``benchmarks/hangs``, and all of them with FORKLORE_ALL_HANGS=1."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
ROOT = Path(__file__).resolve().parents[2]
SOME = ("fork_in_log", "killed_holder", "popen_wait", "worker_exits")


def benchmark(name: str = "hangs") -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmark_of_{name}", ROOT / f"benchmarks/{name}.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", benchmark().names() if os.environ.get("FORKLORE_ALL_HANGS") else SOME)
def test_a_hang_is_proved_and_told_at_its_lines(name: str) -> None:
    """How soon is measured by the benchmark: on a busy machine it says nothing."""
    told = benchmark().tell(name)
    assert told.proved and not told.missing, told.text


@pytest.mark.parametrize("name", ["join_before_drain", "fifos_in_two_orders"])
def test_a_session_of_the_deadlock_corpus_ends_and_leaves_nothing(name: str) -> None:
    """One of which it is proved, and one whose wait leads outside; the benchmark has them all."""
    sessions = benchmark("sessions")
    held = sessions.hold(name, *sessions.OURS)
    assert held.ended and not held.left, held.text
    assert held.proved == (name == "join_before_drain")


def test_the_page_shows_what_is_printed(tmp_path: Path) -> None:
    text = (ROOT / "docs/programs/run.md").read_text("utf-8")
    code, *_ = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    shown, *_ = re.findall(r"```text\n(forklore: .*?)```", text, re.DOTALL)
    usual = "import multiprocessing; multiprocessing.set_start_method('fork'); "  # until Python 3.14
    (tmp_path / "hang.py").write_text(usual + code)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "grader", "run", "hang.py"],
        cwd=tmp_path, env={**os.environ, "COLUMNS": "80"}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    def bare(said: str) -> list[str]:
        """Words only: the width of a pid moves the breaks of lines."""
        return re.sub(r"\d{3,}", "PID", said.replace("|", " ")).split()

    assert bare(done.stderr) == bare(shown)


def test_the_page_has_every_program_with_its_source() -> None:
    page = (ROOT / "docs/programs/hangs.md").read_text("utf-8")
    for name in benchmark().names():
        what, source = (ROOT / f"benchmarks/hangs/{name}.py").read_text("utf-8").split('"""')[1].split("\n\n")
        assert f"| `{name}` | {what} |" in page and f"]({source.strip()}) |" in page
