"""What ``grade doctor`` concludes on six arranged machines, and what its --fix shows and writes."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import doctor
from grader.cli.app import app
from grader.errors import SetupError
from grader.isolation import apparmor, surroundings, survey
from grader.isolation.survey import IsolationLevel
from grader.messages import machine
from grader.report import Probe
from grader.warden import cgroup

REFUSED = "bwrap: setting up uid map: Permission denied"
SETTING = "kernel.apparmor_restrict_unprivileged_userns"
BETTER = (
    "Level namespaces would be better. bubblewrap is not installed. Install it: apt-get install bubblewrap"
)
COUNTED = "Memory is counted after it has been used: no control group can be made here."
SEEN = "A submission can see the command lines of other processes, and nothing else of them."


def holds(name: str, *possible: str) -> IsolationLevel:
    return IsolationLevel(
        name, tuple(Probe(tried=t, denied=t not in possible) for t in machine.TRIED.values())
    )


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, IsolationLevel]:
    """An ordinary user's machine on which only landlock and none hold, until a test says more."""
    levels_found = {
        "namespaces": IsolationLevel(
            "namespaces", reason=machine.NO_BUBBLEWRAP[0], fix=machine.NO_BUBBLEWRAP[1]
        ),
        "uid": IsolationLevel("uid", reason=machine.NEEDS_ROOT[0], fix=machine.NEEDS_ROOT[1]),
        "landlock": holds("landlock", machine.TRIED["see"]),
        "none": holds("none", *list(machine.TRIED.values())[:8]),
    }
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(surroundings, "bounds_memory", lambda: 0)
    for name in ("DOCKER", "PODMAN", "RELEASE"):
        monkeypatch.setattr(surroundings, name, tmp_path / name)
    for variable in surroundings.VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(apparmor, "SETTING", tmp_path / "kernel" / SETTING.partition(".")[2])
    monkeypatch.setattr(apparmor, "SETTINGS", ())
    (tmp_path / "kernel").mkdir()
    return levels_found


def concluded(found: dict[str, IsolationLevel]) -> list[str]:
    return doctor.concluded(list(found.values())).sentences


def test_no_bubblewrap(found: dict[str, IsolationLevel], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found["namespaces"] = survey.examine("namespaces")
    assert concluded(found) == [
        "Conclusion: `grade` and `grade batch` use isolation level landlock here. "
        f"That is good enough for other people's work. {SEEN}",
        BETTER,
        COUNTED,
    ]


def test_a_refusal_as_by_apparmor(
    found: dict[str, IsolationLevel], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\necho '{REFUSED}' >&2\nexit 1\n")
    program.chmod(0o755)
    apparmor.SETTING.write_text("1\n")
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        found["namespaces"] = survey.examine("namespaces")
    assert concluded(found) == [
        "Conclusion: `grade` and `grade batch` use isolation level landlock here. "
        f"That is good enough for other people's work. {SEEN}",
        f"Level namespaces would be better. bubblewrap cannot start a box here ({REFUSED}). "
        f"The kernel's setting {SETTING} forbids it: `grade doctor --fix` shows what to do.",
        COUNTED,
    ]


#: Runs a command under a filter that answers some calls with an error.
FILTERED = """
import os, sys
from grader.runner.confine import seccomp, syscalls
names, error, command = sys.argv[1].split(","), int(sys.argv[2]), sys.argv[3:]
code = seccomp.Code()
code.add(seccomp.LOAD, seccomp.OFFSET_NUMBER)
for name in names:
    code.add(seccomp.EQUAL, syscalls.number(os.uname().machine, name), then="no")
code.add(seccomp.RETURN, seccomp.RET_ALLOW)
code.label("no")
code.add(seccomp.RETURN, seccomp.RET_ERRNO | error)
assert seccomp.put_on(seccomp.packed(code.assembled()))
os.execv(command[0], command)
"""
EXAMINED = """
import sys
from grader.isolation import survey
found = survey.examine(sys.argv[1])
print(found.holds, found.reason, found.fix, sep="\\n")
"""


def examined(level: str, calls: str, error: int) -> IsolationLevel:
    """An isolation level, tried out where the kernel answers these calls with an error."""
    line = [sys.executable, "-c", FILTERED, calls, str(error), sys.executable, "-c", EXAMINED, level]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    held, reason, fix = done.stdout.splitlines()
    return holds(level) if held == "True" else IsolationLevel(level, reason=reason, fix=fix)


def test_no_ptrace(found: dict[str, IsolationLevel]) -> None:
    refused = examined("none", "ptrace", errno.EPERM)
    for name in ("namespaces", "landlock", "none"):
        found[name] = IsolationLevel(name, reason=refused.reason, fix=refused.fix)
    assert concluded(found) == [
        "Conclusion: neither `grade` nor `grade batch` works here.",
        "This machine does not let a grader watch processes (ptrace: Operation not permitted). "
        "In a container, add the capability SYS_PTRACE; with Yama, set kernel.yama.ptrace_scope to 1 or 0.",
    ]


def test_control_groups_of_version_2_that_are_handed_down(
    found: dict[str, IsolationLevel], monkeypatch: pytest.MonkeyPatch
) -> None:
    found["namespaces"] = holds("namespaces")
    monkeypatch.undo()
    monkeypatch.setattr(cgroup, "group", lambda: cgroup.Group(Path("/nowhere"), 2))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert concluded(found) == [
        "Conclusion: `grade` and `grade batch` use isolation level namespaces here. "
        "That is good enough for other people's work.",
        "The kernel bounds the memory of each box (control groups, version 2).",
    ]


def test_a_home_that_is_read_only(
    found: dict[str, IsolationLevel], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found["namespaces"] = holds("namespaces")
    access = os.access
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path and access(path, mode))
    assert concluded(found)[1:] == [
        COUNTED,
        "Your home folder cannot be written to. Grading writes nothing there. "
        "Keep exercises and results elsewhere.",
    ]


def test_an_old_kernel_without_landlock(found: dict[str, IsolationLevel]) -> None:
    found["landlock"] = examined("landlock", "landlock_create_ruleset", errno.ENOSYS)
    assert found["landlock"].reason == machine.NO_LANDLOCK[0]
    assert concluded(found)[:2] == [
        "Conclusion: `grade` uses isolation level none here. That is good enough for your own code only. "
        "`grade batch` refuses to grade: it requires landlock or a higher level.",
        BETTER,
    ]


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("docker", "This is a Docker container"),
        ("podman", "This is a Podman container"),
        ("rootless", "This is a rootless Podman container"),
        ("CODESPACES", "This is a dev container"),
        ("JUPYTERHUB_USER", "This is a JupyterHub server"),
        ("4.4.0-19041-Microsoft", "This is WSL 1"),
        ("5.15.0-microsoft-standard-WSL2", "This is WSL 2"),
    ],
)
def test_the_kind_of_machine_is_said(
    found: dict[str, IsolationLevel], monkeypatch: pytest.MonkeyPatch, kind: str, begins: str
) -> None:
    if kind.isupper():
        monkeypatch.setenv(kind, "somebody")
    elif kind == "docker":
        surroundings.DOCKER.write_text("")
    elif "icrosoft" in kind:
        surroundings.RELEASE.write_text(kind)
    else:
        surroundings.PODMAN.write_text("rootless=1\n" if kind == "rootless" else 'engine="podman-5"\n')
    assert concluded(found)[-1].startswith(begins)


def fixed(*more: str, said: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["doctor", "--fix", *more], input=said, standalone_mode=False)
    assert not done.exception or isinstance(done.exception, SetupError), done.output
    return int(done.return_value or 0), done.output


@pytest.fixture
def restricted(found: dict[str, IsolationLevel], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where profiles are, on a machine that needs one; a parser that takes them all."""
    folder = tmp_path / "apparmor.d"
    folder.mkdir()
    apparmor.SETTING.write_text("1\n")
    monkeypatch.setattr(apparmor, "PROFILES", folder)
    monkeypatch.setattr(apparmor, "SHIPPED", tmp_path / "bwrap-userns-restrict")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    parser = tmp_path / "apparmor_parser"
    parser.write_text(f'#!/bin/sh\nset -e\ntest "$1" = -r\ntest -s "$2"\necho "$2" > {tmp_path}/loaded\n')
    parser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return folder


def test_a_profile_is_shown_and_written_only_if_that_is_agreed_to(restricted: Path) -> None:
    code, shown = fixed(said="n\n")
    assert code == 0 and not list(restricted.iterdir())
    for part in ("profile forklore-bwrap /", "flags=(unconfined)", "  userns,", f"sysctl -w {SETTING}=0"):
        assert part in shown
    assert "Write this file, and load it [y/N]" in shown
    fixed(said="y\n")
    profile = restricted / "forklore-bwrap"
    assert profile.read_text() == apparmor.profile().text
    assert (restricted.parent / "loaded").read_text().strip() == str(profile)


def test_a_profile_that_the_system_ships_is_taken(restricted: Path) -> None:
    apparmor.SHIPPED.write_text("profile bwrap /usr/bin/bwrap {\n}\n")
    _, shown = fixed("--yes")
    assert "[y/N]" not in shown and "It comes from your system's packages." in shown
    assert (restricted / "bwrap-userns-restrict").read_text() == apparmor.SHIPPED.read_text()


def test_only_root_writes(restricted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError, match="Only root may write"):
        apparmor.write(apparmor.profile())
    assert not list(restricted.iterdir())


def test_other_settings_are_named(
    found: dict[str, IsolationLevel], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert fixed() == (0, "No setting of this machine keeps bubblewrap from starting.\n")
    setting = tmp_path / "user" / "max_user_namespaces"
    setting.parent.mkdir()
    setting.write_text("0\n")
    monkeypatch.setattr(apparmor, "SETTINGS", (setting,))
    assert fixed()[1] == (
        "The kernel's setting user.max_user_namespaces forbids user namespaces. "
        "`sysctl -w user.max_user_namespaces=15000` allows them.\n"
    )
