"""What all tests share: boxes at all isolation levels, and the check that the run leaves no process behind.

With ``FORKLORE_CI=1`` a machine without bubblewrap or ptrace fails the tests that need them;
otherwise they are skipped, with the reason.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import side_by_side
from boxes import LEVELS_ENOUGH, Box, call, descendants, gone, marked, read, unavailable, value
from hypothesis import settings

from grader.box import plain
from grader.box.plan import BoxPlan, build_box_package
from grader.errors import SetupError
from grader.isolation.levels import choose
from grader.warden.client import Warden

PR_SET_CHILD_SUBREAPER = 36
# jsonschema would build 38 grammars for formats that nothing here checks: two seconds, in every worker.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
#: Fixtures that tests of several packages share.
pytest_plugins = ("small_course", "small_repository")

# No deadline: the machine may be busy. No database: some tests change the current folder.
settings.register_profile("forklore", deadline=None, database=None, max_examples=60)
settings.load_profile("forklore")


def pytest_configure() -> None:
    """Hear Ctrl-C even where the tests were started in the background, with SIGINT ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let long tests come first: side by side the end is then not one long test."""
    items.sort(key=lambda item: side_by_side.place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadfile`` share out files, and the levels of the longest ones."""
    return side_by_side.scheduler(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def nothing_stays(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fail at the end if any process that the tests started is still alive.

    Orphans come to this process (subreaper); processes that carry a folder of this run in their
    arguments, environment, folder or mounts are found wherever they went.
    """
    if sys.platform != "linux":
        yield
        return
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = descendants(os.getpid())
    yield
    stay = (descendants(os.getpid()) - before) | marked(str(tmp_path_factory.getbasetemp()))
    if not gone(stay):
        lines = [f"{pid}: {read(f'/proc/{pid}/cmdline')!r}" for pid in sorted(stay)]
        pytest.fail("these processes were left by the tests:\n" + "\n".join(lines))


@pytest.fixture(scope="session")
def box_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The island, built once; removed by rm, since Python cannot remove folders of every depth."""
    folder = tmp_path_factory.mktemp("package")
    yield build_box_package(folder)
    subprocess.run(["/bin/rm", "-rf", str(folder)], check=True)


@pytest.fixture(scope="session")
def plan_of(box_package: Path) -> Callable[[str], BoxPlan]:
    """The plan of an isolation level by name; skips (or fails, in CI) where such a box cannot start."""
    plans: dict[str, BoxPlan | SetupError] = {}

    def find(isolation: str) -> BoxPlan:
        if isolation not in plans:
            try:
                plans[isolation] = _proven(box_package, isolation)
            except SetupError as error:
                plans[isolation] = error
        found = plans[isolation]
        if isinstance(found, SetupError):
            unavailable(f"{found.sentence} {found.fix}")
        return found

    return find


def _proven(box_package: Path, isolation: str) -> BoxPlan:
    """A plan whose box has answered once."""
    plan = plain.plan(box_package) if isolation == "none" else choose(isolation, box_package.parent).plan
    with Warden(plan) as warden:
        assert value(warden.ask(call("def f():\n    return 'here'\n"))) == "here"
    return plan


@pytest.fixture(scope="session", params=LEVELS_ENOUGH)
def isolation(request: pytest.FixtureRequest) -> str:
    """Every test that uses a box runs at every kind of level."""
    return str(request.param)


@pytest.fixture(scope="session")
def plan(isolation: str, plan_of: Callable[[str], BoxPlan]) -> BoxPlan:
    """The plan of a box at this isolation level."""
    return plan_of(isolation)


@pytest.fixture(scope="session")
def box(plan: BoxPlan) -> Iterator[Box]:
    """One box for many tests: a request must not notice what was asked before it."""
    shared = Box(plan)
    yield shared
    shared.close()


@pytest.fixture
def warden(plan: BoxPlan) -> Iterator[Callable[[], Warden]]:
    """Start wardens of one's own; they are ended, last one first."""
    started: list[Warden] = []

    def start() -> Warden:
        started.append(Warden(plan))
        return started[-1]

    yield start
    for one in reversed(started):
        one.kill()


@pytest.fixture(scope="session")
def boxed(plan_of: Callable[[str], BoxPlan]) -> Iterator[Box]:
    """A box with walls for many tests, for what isolation level ``none`` does not promise."""
    shared = Box(plan_of("namespaces"))
    yield shared
    shared.close()
