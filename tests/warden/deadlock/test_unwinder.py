"""Stacks by CPython's own reader: its module is a stand-in here, for it comes with 3.14 only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.warden.deadlock import stacks, unwinder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into processes through /proc")

#: As documented of 3.14 and of 3.15: interpreters of threads of frames, whose line is in another place.
STAND_IN = """
import sys, types
from collections import namedtuple
Interpreter = namedtuple("InterpreterInfo", "interpreter_id threads")
Frame = namedtuple("FrameInfo", {frame!r})
Thread = namedtuple("ThreadInfo", {thread!r})

class RemoteUnwinder:
    tries = 0
    def __init__(self, pid, *, all_threads=False):
        assert all_threads and isinstance(pid, int)
        self.pid = pid
    def get_stack_trace(self):
        RemoteUnwinder.tries += 1
        if RemoteUnwinder.tries < {good}:
            raise RuntimeError("it ran meanwhile")
        frames = [Frame("it.py", {line}, "f"), Frame("it.py", {line}, {outer!r})]
        return [Interpreter(0, [Thread(*{values}, frames)])]

module = types.ModuleType("_remote_debugging")
module.RemoteUnwinder = RemoteUnwinder
sys.modules["_remote_debugging"] = module
"""
IN_3_14 = {
    "frame": "filename lineno funcname",
    "thread": "thread_id frame_info",
    "values": "(pid,)",
    "line": 7,
}
IN_3_15 = {
    "frame": "filename location funcname opcode",
    "thread": "thread_id status frame_info",
    "values": "(pid, 0)",
    "line": "(7, 7, 0, 4)",
}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwinder, "OURS", (3, 14))


def standing_in(
    monkeypatch: pytest.MonkeyPatch, good: int = 3, outer: str = "<module>", **shape: object
) -> None:
    text = STAND_IN.format(good=good, outer=outer, **shape)
    text = text.replace("*(pid,)", "self.pid").replace("*(pid, 0)", "self.pid, 0")
    if "opcode" in str(shape["frame"]):
        text = text.replace('"f")', '"f", None)').replace(f"{outer!r})", f"{outer!r}, None)")
    monkeypatch.setattr(unwinder, "SCRIPT", text + unwinder.SCRIPT)


@pytest.mark.usefixtures("reads")
@pytest.mark.parametrize("shape", [IN_3_14, IN_3_15], ids=["3.14", "3.15"])
def test_it_is_asked_first(monkeypatch: pytest.MonkeyPatch, shape: dict[str, object]) -> None:
    standing_in(monkeypatch, **shape)
    monkeypatch.setattr(stacks, "py_spy", lambda: pytest.fail("py-spy was asked"))
    frames = [{"filename": "it.py", "name": name, "line": 7} for name in ("f", "<module>")]
    found = stacks.dumps([os.getpid()], lambda: 9.0)
    assert found == {os.getpid(): [{"os_thread_id": os.getpid(), "frames": frames}]}


@pytest.mark.usefixtures("reads")
@pytest.mark.skipif(stacks.py_spy() is None, reason="needs py-spy")
def test_where_it_fails_py_spy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    standing_in(monkeypatch, good=99, **IN_3_14)
    threads = stacks.dumps([os.getpid()], lambda: 9.0)[os.getpid()]
    frames = [frame["name"] for thread in threads for frame in thread["frames"]]
    assert any(name.endswith("test_where_it_fails_py_spy_is_asked") for name in frames)
    assert not stacks.AT_WORK


@pytest.mark.usefixtures("reads")
@pytest.mark.skipif(stacks.py_spy() is None, reason="needs py-spy")
def test_where_it_tells_a_part_of_a_stack_py_spy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What C has called is outermost for it, in 3.14: here a finalizer."""
    standing_in(monkeypatch, outer="Finalize.__call__", **IN_3_14)
    threads = stacks.dumps([os.getpid()], lambda: 9.0)[os.getpid()]
    outermost = [thread["frames"][-1]["name"] for thread in threads if thread["os_thread_id"] == os.getpid()]
    assert outermost == ["<module>"]


@pytest.mark.usefixtures("reads")
def test_a_part_of_a_stack_is_better_than_none(monkeypatch: pytest.MonkeyPatch) -> None:
    standing_in(monkeypatch, outer="Finalize.__call__", **IN_3_14)
    monkeypatch.setattr(stacks, "py_spy", lambda: None)
    (thread,) = stacks.dumps([os.getpid()], lambda: 9.0)[os.getpid()]
    assert [frame["name"] for frame in thread["frames"]] == ["f", "Finalize.__call__"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[int]:
    """A process that runs another program, which is called as an interpreter of 3.14."""
    python = tmp_path / "python3.14"
    shutil.copy("/bin/sleep", python)
    with subprocess.Popen([python, "60"]) as other:
        yield other.pid
        other.kill()


def program(pid: int) -> Path:
    return Path(f"/proc/{pid}/exe").readlink()


def test_the_reader_is_of_the_same_version_and_user(elsewhere: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (unwinder.command(os.getpid()) is not None) == (sys.version_info >= (3, 14))
    while not str(program(elsewhere)).endswith("3.14"):
        pass
    found = unwinder.command(elsewhere)
    assert found is not None and found[0] == str(program(elsewhere))
    assert found[1:4] == ["-I", "-S", "-c"] and found[-1] == str(elsewhere)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert unwinder.command(elsewhere) is None


def test_an_interpreter_that_we_do_not_see_is_not_started(elsewhere: int) -> None:
    """Its file is not the one that we find under that name: it may be in a box."""
    while not (path := program(elsewhere)).name.endswith("3.14"):
        pass
    path.rename(path.with_name("moved"))
    path.write_text("#!/bin/false\n")
    assert unwinder.command(elsewhere) is None
