"""docs/authoring/first-exercise.md, block by block, in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/authoring/first-exercise.md"
#: Its steps are run here as they would be on a machine of CI, where forklore is installed already.
WORKFLOW = ".github/workflows/check.yml"
TRANSCRIPT = PAGE.with_name("transcript.md")
BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_from_nothing_to_a_release(tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    env = {**os.environ, "FORKLORE_COURSE": "", "PATH": f"{programs}:{os.environ['PATH']}"}
    lines, said = 0, [""]
    for language, title, text in BLOCK.findall(PAGE.read_text("utf-8")):
        if title == WORKFLOW:
            assert text == (tmp_path / title).read_text("utf-8")  # as `author new` has written it
            steps = re.findall(r"^ *- run: (.+)$", text, re.MULTILINE)
            assert steps[0] == "pip install forklore" and steps[-1] == "grade author check"
            text, title = "\n".join(steps), ""
        if title:
            file = tmp_path / title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            count = sum(bool(line.strip()) for line in text.splitlines())
            lines += count
            said.append(f"(written by hand: {title}, {count} lines)\n")
            continue
        assert language in ("sh", "yaml")
        for line in text.splitlines():
            done = subprocess.run(
                ["bash", "-e", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, line + done.stdout + done.stderr
            said += [f"$ {line}\n{done.stdout}"] if language == "sh" else []
    assert lines <= 120
    told = TRANSCRIPT.read_text("utf-8")
    assert f"```text\n{''.join(said)}```\n" in told
    assert f"{lines} lines" in told
    toml = (tmp_path / "suites/ping_pong/exercise.toml").read_text("utf-8")
    assert 'expect = { "test_hidden::test_answers" = "FAILED terminate-for-join" }' in toml
    assert "ping_pong.py" in (tmp_path / "handout/README.md").read_text("utf-8")
