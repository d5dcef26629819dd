"""``pytest --forklore``: a test that can never end fails, says why, and the session goes on.

Theory of operation
-------------------
The session starts itself anew below ``forklore run``, which traces it. This plugin tells the tracer, over a
socket, where each test begins and ends. When it is proved that a test can never end, the tracer ends what the
test has started and sends the process of the test a signal; the handler, in the first thread, fails the test.
A forked process that comes back out of a test ends here, and the test fails for it.

pytest imports this module in every session where forklore is installed: it needs the standard library only,
and does nothing unless it is asked to.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from grader.programs.sessions.link import Link

POST: Final = "FORKLORE_POST"
LEAKS: Final = ("error", "warn", "ignore")
MARKER: Final = (
    "forklore(timeout=SECONDS, leaks='error'|'warn'|'ignore'): a test's time limit, and what becomes of it "
    "if it leaves processes running"
)


class LeftRunning(UserWarning):
    """A test left processes or shared memory behind."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and what can be set in an ini file."""
    group = parser.getgroup("forklore")
    group.addoption(
        "--forklore",
        action="store_true",
        default=False,
        help="Fail a test that can never end, explain it, and end what tests leave running.",
    )
    parser.addini(
        "forklore_timeout", "Seconds that a test may take under --forklore (default: no limit).", default=""
    )
    parser.addini(
        "forklore_leaks", "What to do about leftovers: error, warn (default) or ignore.", default="warn"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Start the session anew under watch, before anything of the project is imported."""
    if not early_config.known_args_namespace.forklore or POST in os.environ:
        return
    typed = early_config.invocation_params.args
    if list(map(str, typed)) != sys.argv[1:] or sys.platform != "linux":
        raise pytest.UsageError("--forklore works on Linux, and where pytest is started from a command line.")
    if _is_traced():
        raise pytest.UsageError("--forklore traces the session, and something traces it already.")
    capture: Any = early_config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend_global_capture(in_=True)
    sys.stdout.flush()
    sys.stderr.flush()
    ours = [sys.executable, "-P", "-m", "grader", "run", "--post", "--quiet", "--"]
    os.execv(sys.executable, [*ours, *sys.orig_argv])


def _is_traced() -> bool:
    with open("/proc/self/status") as status:
        return not any(line.split() == ["TracerPid:", "0"] for line in status)


def pytest_configure(config: pytest.Config) -> None:
    """Watch the tests of this process, if the session is watched."""
    config.addinivalue_line("markers", MARKER)
    if config.getoption("--forklore", False) and POST in os.environ:
        config.pluginmanager.register(Watched(config, os.environ[POST]), "forklore-watched")


class Watched:
    """Tells the tracer of each test of this process."""

    def __init__(self, config: pytest.Config, address: str) -> None:
        self._config, self._address = config, address
        self._own = [int(tid) for tid in os.listdir("/proc/self/task")]
        self._link: Link | None = None
        self._limits: dict[str, float | None] = {}

    @property
    def link(self) -> Link:
        """The connection to the tracer, made when it is first needed."""
        if self._link is None:
            from grader.programs.sessions.link import Link

            self._link = Link(self._address, self._own)
        return self._link

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Say that a test begins."""
        wishes = self._wishes(item)
        self.link.begin(item.nodeid, wishes["timeout"])
        with self._only_here():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Say that its function begins: what is started from now on is its own."""
        self.link.call()
        with self._only_here():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """Say that it has ended, and tell what it left."""
        try:
            with self._only_here():
                return (yield)
        finally:
            leaks = self._wishes(item)["leaks"]
            left, escaped = self.link.end(keep=leaks == "ignore")
            self._tell(item, leaks, left, escaped)

    def _tell(self, item: pytest.Item, leaks: str, left: list[str], escaped: list[str]) -> None:
        if escaped:
            pytest.fail("forklore: " + "\n".join(escaped), pytrace=False)
        if not left or leaks == "ignore":
            return
        text = "forklore: after the test\n" + "\n".join(f"  {one}" for one in left)
        if leaks == "error":
            pytest.fail(text, pytrace=False)
        item.add_report_section("teardown", "forklore", text)
        warnings.warn(LeftRunning(f"{item.nodeid}: {'; '.join(left)}"), stacklevel=1)

    @contextmanager
    def _only_here(self) -> Generator[None, None, None]:
        """End a process that was forked inside and comes back out."""
        pid, how = os.getpid(), "returned"
        try:
            yield
        except BaseException as error:
            how = f"raised {type(error).__name__}"
            raise
        finally:
            if os.getpid() != pid:
                self.link.escaped(how)
                os._exit(1)

    def _wishes(self, item: pytest.Item) -> dict[str, Any]:
        """What the ini file, and then the marker, ask for."""
        wishes: dict[str, Any] = {
            "timeout": self._config.getini("forklore_timeout") or None,
            "leaks": self._config.getini("forklore_leaks"),
        }
        wishes["timeout"] = wishes["timeout"] or self._limits.pop(item.nodeid, None)
        marker = item.get_closest_marker("forklore")
        wishes |= marker.kwargs if marker is not None else {}
        if wishes["leaks"] not in LEAKS:
            raise pytest.UsageError(f"forklore: leaks is one of {', '.join(LEAKS)}, not {wishes['leaks']!r}")
        wishes["timeout"] = float(wishes["timeout"]) if wishes["timeout"] else None
        return wishes

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_timeout_set_timer(self, item: pytest.Item, settings: Any) -> bool:  # noqa: ANN401 - its own
        """Keep the limit of pytest-timeout, which arms no timer then.

        A timer could end any wait, so nothing could be proved.
        """
        self._limits[item.nodeid] = settings.timeout
        return True

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_timeout_cancel_timer(self, item: pytest.Item) -> bool:
        """There is none."""
        return True
