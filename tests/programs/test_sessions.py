"""``pytest --forklore``: tests that can never end fail, what tests leave is named and ended, sessions end."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from xml.etree import ElementTree

import pytest

from grader.programs import stacks_of
from grader.warden.deadlock import stacks, unwinder
from grader.warden.deadlock.dumped_stacks import Faults

Done = tuple[str, dict[str, str], int]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

TESTS = """
    import multiprocessing as mp
    import os
    import subprocess
    import threading

    import pytest

    def work(q):
        for n in range(100_000):
            q.put(n)

    def test_first():
        assert not os.environ.get("PYTEST_FAILS")

    def test_join_first():
        q = mp.Queue()
        p = mp.Process(target=work, args=(q,))
        p.start()
        p.join()

    def test_lock():
        lock = threading.Lock()
        lock.acquire()
        try:
            lock.acquire()
        except Exception:
            pass

    def test_leaves_warns():
        subprocess.Popen(["sleep", "600"])

    @pytest.mark.forklore(leaks="error")
    def test_leaves_fails():
        subprocess.Popen(["sleep", "601"])

    def test_escapes():
        if os.fork() == 0:
            raise ValueError("in the child")
        os.wait()

    @pytest.mark.forklore(timeout=0.5)
    def test_busy():
        while True:
            pass

    @pytest.mark.timeout(0.5)
    def test_sleeps():
        threading.Event().wait(600)

    def test_last():
        pass
"""
STUBBORN = """
    import threading

    def test_swallows():
        while True:
            try:
                threading.Event().wait()
            except BaseException:
                pass

    def test_after():
        pass

    def test_stuck():
        threading.Event().wait()
"""


def session(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(textwrap.dedent(text))
    plugins = ("grader.programs.sessions.hooks", "pytest_timeout", "xdist")
    loaded = [word for name in plugins for word in ("-p", name)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *loaded, "-p", "no:cacheprovider", "--forklore", *options],
        cwd=folder, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, timeout=110,
    )  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """One session: what it printed, what JUnit has of each test, its exit code."""
    folder = tmp_path_factory.mktemp("session")
    done = session(folder, TESTS, "--junit-xml", "junit.xml")
    cases = ElementTree.parse(folder / "junit.xml").iter("testcase")
    told = {case.attrib["name"]: "".join(str(one.text) for one in case) for case in cases}
    return done.stdout + done.stderr, told, done.returncode


def test_it_ends(done: Done) -> None:
    assert "4 failed, 5 passed, 1 warning, 2 errors" in done[0]
    assert done[2] == 1


def test_a_deadlock_is_explained(done: Done) -> None:
    _, told, _ = done
    assert "this test can never end" in told["test_join_first"]
    assert "`test_join_first` (test_it.py:20) waits for process" in told["test_join_first"]
    assert "Read from the queue before you wait." in told["test_join_first"]
    assert "test_it.py:26  lock.acquire()" in told["test_lock"]


def test_limits_are_kept(done: Done) -> None:
    assert "`test_busy` (test_it.py:" in done[1]["test_busy"]
    assert "its time limit" in done[1]["test_sleeps"]


def test_what_is_left_is_named(done: Done) -> None:
    text, told, _ = done
    assert "(sleep 601) was still running" in told["test_leaves_fails"]
    assert "LeftRunning: test_it.py::test_leaves_warns: process" in text


def test_a_child_that_comes_back_is_reported(done: Done) -> None:
    assert "came back out of it: it raised ValueError" in done[1]["test_escapes"]


def test_side_by_side_and_who_does_not_let_itself_be_failed(tmp_path: Path) -> None:
    """Workers of pytest-xdist: one of them has to be ended, and the session goes on."""
    done = session(tmp_path, STUBBORN, "-n", "1")
    assert "2 failed, 1 passed" in done.stdout, done.stdout
    assert "crashed while running 'test_it.py::test_swallows'" in done.stdout
    assert "`test_stuck` (test_it.py:15)" in done.stdout
    assert "test_it.py::test_swallows does not let itself be failed" in done.stderr


AFTERWARDS = """
    import threading

    def test_it():
        threading.Thread(target=threading.Event().wait).start()
"""


def test_a_session_that_can_never_end_after_its_last_test(tmp_path: Path) -> None:
    """The interpreter waits for a thread that a test has left."""
    done = session(tmp_path, AFTERWARDS)
    assert "1 passed" in done.stdout, done.stdout
    assert done.returncode == 124
    assert "this program can never end" in done.stderr


def test_unless_asked_nothing_is_done(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "def test_it(request):\n"
        "    assert open('/proc/self/status').read().count('TracerPid:\\t0')\n"
        "    assert not request.config.pluginmanager.hasplugin('forklore-watched')\n"
    )
    words = ["-p", "grader.programs.sessions.hooks", "-p", "no:cacheprovider", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=tmp_path, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


DUMPS = """
    import signal, sys, threading
    from grader.programs.sessions.link import dump_when_asked
    from grader.runner import stackdump
    if sys.argv[1] == "taken":
        signal.signal(stackdump.NUMBER, lambda *_: None)
    dump_when_asked()
    print("ready", flush=True)
    threading.Event().wait()
"""


@pytest.mark.parametrize("how", ["free", "taken"])
def test_lines_from_the_process_itself(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither reader serves; a process that has taken the signal for itself is left alone."""
    monkeypatch.setattr(stacks, "py_spy", lambda: None)
    monkeypatch.setattr(unwinder, "command", lambda _: None)
    (tmp_path / "it.py").write_text(textwrap.dedent(DUMPS))
    words = [sys.executable, str(tmp_path / "it.py"), how]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as one:
        assert one.stdout is not None and one.stdout.readline() == b"ready\n"
        ask = Faults(one.pid, lambda: None)
        found = stacks_of.read([one.pid], lambda: None, lambda: 20.0, ask)
        one.kill()
    lines = [place.line for place in found.values()]
    assert lines == ([9] if how == "free" else [])


BESIDE = """
    import multiprocessing; mp = multiprocessing.get_context("fork")
    import os
    import signal
    import time

    def free(pids):
        pid = pids.get()
        while not os.path.exists("told"):
            time.sleep(0.02)
        os.kill(pid, signal.SIGKILL)

    def take_twice():
        lock = mp.Lock()
        with lock, lock:
            pass

    def test_is_freed():
        pids = mp.SimpleQueue()
        beside, stuck = mp.Process(target=free, args=(pids,)), mp.Process(target=take_twice)
        beside.start()
        stuck.start()
        pids.put(stuck.pid)
        stuck.join()
        beside.join()
"""


def test_a_part_of_a_test_that_is_stuck_is_told_and_not_failed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(textwrap.dedent(BESIDE))
    words = ["-m", "pytest", "-p", "grader.programs.sessions.hooks", "-p", "no:cacheprovider", "--forklore"]
    with subprocess.Popen(
        [sys.executable, *words], cwd=tmp_path, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as one:  # fmt: skip
        assert one.stderr is not None
        said = ""
        while "The rest of the test goes on" not in said:
            line = one.stderr.readline()
            assert line, said
            said += line
        (tmp_path / "told").touch()
        told, _ = one.communicate(timeout=60)
    assert one.returncode == 0 and "1 passed" in told
    assert "in test_it.py::test_is_freed, processes" in said and "test_it.py:24" in said
