"""The tools for coding agents, asked by the SDK's own client over standard input and output."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.box.plan import BoxPlan

if os.environ.get("FORKLORE_CI") != "1":
    pytest.importorskip("mcp")

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(500)

STUCK = """\
import os
r, w = os.pipe()
if os.fork() == 0:
    os.read(r, 1)
    os._exit(0)
os.wait()
"""


def asked(*calls: tuple[str, dict[str, Any]]) -> tuple[list[str], list[Any]]:
    """Start the server, ask it for its tools, and make these calls: names, and results."""
    from mcp import Client, StdioServerParameters

    async def ask() -> tuple[list[str], list[Any]]:
        started = StdioServerParameters(command=sys.executable, args=["-m", "grader", "mcp"], cwd=str(ROOT))
        async with Client(started) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            return tools, [await client.call_tool(name, words) for name, words in calls]

    return asyncio.run(ask())


def test_run_says_why_a_script_hangs_and_what_another_one_printed(tmp_path: Path) -> None:
    (tmp_path / "stuck.py").write_text(STUCK)
    (tmp_path / "well.py").write_text("import sys\nprint(sys.argv[1:])\nsys.exit(3)\n")
    folder = str(tmp_path)
    names, (stuck, well, missing) = asked(
        ("run", {"script": "stuck.py", "folder": folder}),
        ("run", {"script": "well.py", "arguments": ["-x", "--json"], "folder": folder}),
        ("run", {"script": "none.py", "folder": folder}),
    )
    assert sorted(names) == ["explain", "explore", "run"]
    found = stuck.structured_content
    assert (found["end"], found["exit_code"]) == ("deadlock", 124)
    assert "stuck.py:4" in found["stderr"]
    assert not found["left"]
    found = well.structured_content
    assert (found["end"], found["exit_code"]) == ("ended", 3)
    assert found["stdout"] == "['-x', '--json']\n"
    assert missing.is_error
    assert "There is no file none.py." in missing.content[0].text


def test_explain_and_explore_judge_an_answer(tmp_path: Path, plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("namespaces")
    wrong = ROOT / "grader/suites/fork_report/rejected/child_returns.py"
    lost = ROOT / "grader/suites/tally/rejected/no_lock.py"
    _, (explained, explored, refused) = asked(
        ("explain", {"file": str(wrong), "exercise": "fork_report"}),
        ("explore", {"file": str(lost), "exercise": "tally"}),
        ("explain", {"file": str(wrong), "exercise": "no_such_exercise"}),
    )
    found = explained.structured_content
    assert (found["exercise"], found["diagnosis"]) == ("fork_report", "no-exit-in-child")
    assert found["questions"]
    assert "What the kernel saw" in found["story"]
    found = explored.structured_content
    assert found["schedule"], found
    assert any(one["schedule"] == found["schedule"] for one in found["checks"])
    assert found["story"]
    assert refused.is_error
    assert "no_such_exercise" in refused.content[0].text


def test_the_extra_that_is_missing_is_named(tmp_path: Path) -> None:
    hides = """\
        import importlib.util
        found = importlib.util.find_spec
        importlib.util.find_spec = lambda name, *more: None if name == "mcp" else found(name, *more)
    """
    (tmp_path / "sitecustomize.py").write_text(textwrap.dedent(hides))
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    line = [sys.executable, "-m", "grader", "mcp"]
    done = subprocess.run(line, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert "extra 'mcp'" in done.stderr
