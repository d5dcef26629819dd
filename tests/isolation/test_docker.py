"""Under Docker's default seccomp profile and capabilities there are no namespaces, and grading goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOCKER = (
    "chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service,net_raw,sys_chroot,mknod,"
    "audit_write,setfcap"
)
#: The second is needed only for a Python that lies in a folder of root's.
WITH_PTRACE = f"{DOCKER},sys_ptrace,dac_read_search"
pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="a container's profile is put on by root"),
    pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv (util-linux) is not installed"),
]


def graded(capabilities: str, *line: str) -> dict[str, Any]:
    """The report of ``grade`` in such a container."""
    command = [sys.executable, str(HERE / "docker_profile.py"), capabilities]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, sys.executable, "-m", "grader.cli", *line, "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize(
    ("capabilities", "isolation"),
    [(DOCKER, "landlock"), (WITH_PTRACE, "uid")],
    ids=["default", "ptrace"],
)
def test_the_next_level_holds(capabilities: str, isolation: str) -> None:
    report = graded(capabilities, "solutions", "fork_report", "gather", "tally", "--require", "landlock")
    assert report["isolation"] == isolation
    assert report["complete"]
    assert all(exercise["passed"] for exercise in report["exercises"])
    assert any("bubblewrap" in notice for notice in report["notices"])
    denied = {probe["tried"] for probe in report["probes"] if probe["denied"]}
    assert {"read a file of yours", "connect to a port of this machine", "leave a process behind"} <= denied


def test_a_wrong_answer_gets_its_verdict_there() -> None:
    wrong = "grader/suites/fork_report/rejected/child_returns.py"
    report = graded(DOCKER, wrong, "--as", "fork_report")
    (exercise,) = report["exercises"]
    assert {check["verdict"] for check in exercise["checks"]} == {"ESCAPED"}
