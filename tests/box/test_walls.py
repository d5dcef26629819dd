"""What a box with walls keeps out of reach, tried from inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from boxes import LEVELS_HERE, Box, value

import grader
from grader.box import plain
from grader.box.plan import BoxPlan


@pytest.fixture(params=[level for level in LEVELS_HERE if level != "none"])
def walled(request: pytest.FixtureRequest, plan_of: Callable[[str], BoxPlan]) -> Iterator[Box]:
    box = Box(plan_of(request.param))
    yield box
    box.close()


def attempt(box: Box, code: str) -> object:
    """The value of an expression in the box, or the name of the exception that it raised."""
    source = f"import os, socket, sys\ndef f():\n    try:\n        return {code}\n"
    return value(box.call(source + "    except Exception as error:\n        return type(error).__name__\n"))


SETTINGS = ["sys/kernel/core_pattern", "sys/kernel/hostname", "sysrq-trigger"]


@pytest.mark.parametrize("name", [name for name in SETTINGS if Path("/proc", name).exists()])
def test_settings_of_the_machine_cannot_be_written(walled: Box, name: str) -> None:
    assert attempt(walled, f"os.close(os.open('/proc/{name}', os.O_WRONLY))") in (
        "OSError",
        "PermissionError",
    )


@pytest.mark.parametrize("path", [str(Path(grader.__file__).parent), str(Path.home()), "/etc/shadow", "/var"])
def test_the_host_is_not_there(walled: Box, path: str) -> None:
    seen = attempt(walled, f"os.listdir({path!r}) if os.path.isdir({path!r}) else open({path!r}).read()")
    assert seen in ("FileNotFoundError", "PermissionError", [], [".pyenv"])


def test_nothing_installed_can_be_imported(walled: Box) -> None:
    assert attempt(walled, "__import__('pytest').__name__") == "ModuleNotFoundError"
    assert attempt(walled, "__import__('grader.suites').__name__") == "ModuleNotFoundError"


FOUND = "import importlib.metadata; print(len([*importlib.metadata.distributions()]))"


@pytest.mark.parametrize("isolation", LEVELS_HERE)
def test_a_python_that_a_submission_starts_has_nothing_installed(
    plan_of: Callable[[str], BoxPlan], isolation: str
) -> None:
    """Their .pth files would cost time, and a submission would find them on this machine only."""
    box = Box(plan_of(isolation))
    seen = attempt(box, f"__import__('subprocess').check_output([sys.executable, '-c', {FOUND!r}]).strip()")
    box.close()
    assert seen == b"0"


def test_there_is_no_network(walled: Box) -> None:
    assert attempt(walled, "socket.create_connection(('192.0.2.1', 9), 1)") in ("OSError", "TimeoutError")


@pytest.mark.parametrize("path", ["/x", "/usr/x", "/etc/x", "/forklore/x", "/dev/x", "/proc/x", "/run/../x"])
def test_nothing_can_be_written_outside_the_scratch_folders(walled: Box, path: str) -> None:
    assert attempt(walled, f"os.close(os.open({path!r}, os.O_WRONLY | os.O_CREAT))") != 0
    assert attempt(walled, f"os.path.exists({path!r})") is False


def test_the_environment_is_not_the_callers(walled: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLORE_CANARY", "1")
    assert attempt(walled, "sorted(k for k in os.environ if 'CANARY' in k or k in ('USER', 'LOGNAME'))") == []


def test_a_long_temporary_folder_is_no_obstacle(box_package: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    (deep / "package").symlink_to(box_package)
    box = Box(plain.plan(deep / "package"))
    try:
        source = "from grader.scenario import observe\ndef f():\n    observe(7)\n    return 1\n"
        outcome = box.call(source)
        assert value(outcome) == 1
        assert [o.value for o in outcome.evidence.observations] == [7]
    finally:
        box.close()
