"""docs/authoring/first-exercise.md, block by block, in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/authoring/first-exercise.md"
BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_from_nothing_to_a_release(tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    env = {**os.environ, "FORKLORE_COURSE": "", "PATH": f"{programs}:{os.environ['PATH']}"}
    lines = 0
    for language, title, text in BLOCK.findall(PAGE.read_text("utf-8")):
        if title:
            file = tmp_path / title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            lines += sum(bool(line.strip()) for line in text.splitlines()) if "workflows" not in title else 0
        else:
            assert language == "sh"
            done = subprocess.run(
                ["bash", "-e", "-c", text], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, text + done.stdout + done.stderr
    assert lines <= 120
    toml = (tmp_path / "suites/ping_pong/exercise.toml").read_text("utf-8")
    assert 'expect = { "test_hidden::test_answers" = "FAILED terminate-for-join" }' in toml
    assert "ping_pong.py" in (tmp_path / "handout/README.md").read_text("utf-8")
