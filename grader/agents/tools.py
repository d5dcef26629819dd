"""``forklore mcp``: a server of the Model Context Protocol on standard input and output.

Theory of operation
-------------------
Each call of a tool is one command of forklore in a process of its own, which tells what it found in JSON.
So a tool says what a person reads, and a fault in one call ends no other. Nothing is left: a call that is
given up takes its process with it, and that one everything that it has started.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from grader import __version__
from grader.safe import shown
from grader.verdict import NOTHING_WRONG

#: Characters of a program's output that an answer holds; of a longer one it holds the end.
MOST: Final = 8_000
#: Evidence is for pictures: an agent reads the story.
_LEFT_OUT: Final = ("evidence", "schema_version")

INSTRUCTIONS: Final = (
    "forklore watches Python programs of several processes. For a program that may hang, use run instead of "
    "a bare interpreter: it says who waits for whom, at which lines, and leaves nothing running. "
    "explain and explore judge an answer to one of forklore's exercises. explain says what is wrong and why. "
    "explore finds an order of its processes in which it fails. Its schedule plays that order again."
)
NO_ANSWER: Final = "The command ended without an answer."
NO_OPTION: Final = "A check's name does not begin with a hyphen."

Answer = dict[str, Any]


async def run(
    script: str, arguments: list[str] | None = None, timeout: float = 60, folder: str = ""
) -> Answer:
    """Run a Python script and say how it ended, or why it never can: who waits for whom, at which lines.

    A deadlock is told within a second, and the script is ended. What it leaves running is ended and named.
    ``timeout`` is in seconds. ``folder`` is the working folder. The script runs as you, and in no box.
    """
    program = (Path(folder) / script).absolute()
    if not program.is_file():
        raise ToolError(f"There is no file {shown(script)}.")
    with tempfile.TemporaryDirectory(prefix="forklore-mcp-") as place:
        file = Path(place) / "report.json"
        words = ["run", "--json", str(file), "--timeout", str(timeout), str(program), *(arguments or [])]
        output, story = await _forklore(words, folder)
        if not file.exists():
            raise ToolError(story or NO_ANSWER)
        report = json.loads(file.read_text("utf-8"))
    left = [one["what"] for one in report["evidence"]["leftovers"]]
    report = {key: value for key, value in report.items() if key not in _LEFT_OUT}
    return {**report, "left": left, "stdout": output[-MOST:], "stderr": story[-MOST:]}


async def explain(file: str, exercise: str = "", check: str = "") -> Answer:
    """Grade a file as the answer to an exercise; explain ``check``, or the first check that does not pass.

    You get the verdict, the line, the misconception with two questions, and the story of the processes.
    ``exercise`` may be left out if the file is named after it. The file is graded in a box.
    """
    return await _json(["explain", *_answer(file, exercise, check), "--json"])


async def explore(file: str, exercise: str = "", check: str = "") -> Answer:
    """Try the orders in which the processes of an exercise's answer can go on, and tell the one that fails.

    You get, for each check, which orders were tried and whether one failed. For the first that failed you get
    the schedule, which plays that order again, and the story: who went on after whom, and what came of it.
    """
    report = await _json([*_answer(file, exercise), "--json"])
    (graded,) = report["exercises"]
    if graded["refusal"]:
        raise ToolError(graded["refusal"])
    keys = ("id", "title", "verdict", "message", "orders", "schedule")
    checks = [{key: one[key] for key in keys} for one in graded["checks"] if check in one["id"]]
    failed = next((one for one in checks if one["schedule"] and one["verdict"] not in NOTHING_WRONG), None)
    answer: Answer = {"exercise": graded["slug"], "checks": checks, "schedule": "", "story": ""}
    if failed is not None:
        name = failed["id"].partition("::")[2]
        words = ["explain", *_answer(file, exercise, name), "--schedule", failed["schedule"], "--json"]
        answer |= {"schedule": failed["schedule"], "story": (await _json(words))["story"]}
    return answer


def server() -> MCPServer:
    """Return the server with its tools."""
    found = MCPServer("forklore", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING")
    runs = ToolAnnotations(readOnlyHint=False, destructiveHint=True, openWorldHint=True)
    reads = ToolAnnotations(readOnlyHint=True, openWorldHint=False)
    for tool, hints in ((run, runs), (explain, reads), (explore, reads)):
        found.add_tool(tool, annotations=hints)
    return found


def _answer(file: str, exercise: str, check: str = "") -> list[str]:
    """Name a file, its exercise and a check on a command line, whatever characters they begin with."""
    if check and check.startswith("-"):
        raise ToolError(NO_OPTION)
    return [
        str(Path(file).absolute()),
        *([check] if check else []),
        *(["--as", exercise] if exercise else []),
    ]


async def _json(words: Sequence[str]) -> Answer:
    """Return the document that a command prints. ToolError with what it says if it prints none."""
    output, complaints = await _forklore(words, "")
    try:
        found: Answer = json.loads(output)
    except ValueError as error:
        raise ToolError(complaints.strip() or NO_ANSWER) from error
    return {key: value for key, value in found.items() if key not in _LEFT_OUT}


async def _forklore(words: Sequence[str], folder: str) -> tuple[str, str]:
    """Run a command of forklore; what it wrote to both outputs."""
    if folder and not Path(folder).is_dir():
        raise ToolError(f"There is no folder {shown(folder)}.")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "grader",
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder or None,
        start_new_session=True,
    )
    try:
        output, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await asyncio.shield(process.wait())
    return output.decode("utf-8", "replace"), complaints.decode("utf-8", "replace")
