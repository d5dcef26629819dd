"""The engine's own work is bounded: a request ends in its time, whatever it gives the warden to do."""

from __future__ import annotations

import time

import pytest
from boxes import Box, patience, value

from grader.box.plan import BoxPlan
from grader.errors import GraderError
from grader.evidence import End, Outcome
from grader.warden.request import wall_clock
from grader.warden.trace import procfs

#: Seconds beyond its limit in which a request has ended, on a machine with nothing else to do.
GRACE = 1.0
WALL = 1.0


def timed(box: Box, source: str, *args: object, **more: float) -> tuple[Outcome, float]:
    """The outcome of a request, and the seconds that it took beyond its wall clock."""
    box.call("def f():\n    return 1\n")
    began = time.monotonic()
    outcome = box.call(source, "f", *args, **({"wall_seconds": WALL} | more))
    return outcome, time.monotonic() - began - WALL


SLOW_SOCKET = """
import array, os, socket, struct, time

def f(to_post):
    listener = socket.create_server(("127.0.0.1", 0))
    ours = socket.create_connection(listener.getsockname())
    peer, _ = listener.accept()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 60))
    ours.setblocking(False)
    try:
        while True:
            ours.send(bytes(1 << 16))
    except BlockingIOError:
        pass
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [ours.fileno()]))]
    try:
        if to_post:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as post:
                post.sendmsg([b"1"], rights, 0, os.environ["FORKLORE_POST"].replace("@", "\\0"))
        else:
            socket.socket(fileno=os.dup(200)).sendmsg([b"+"], rights)
    except OSError:
        return "refused"
    ours.close()
    time.sleep(60)
"""


@pytest.mark.parametrize("to_post", [True, False])
def test_a_descriptor_that_takes_its_time_to_close_is_not_the_wardens(box: Box, to_post: bool) -> None:
    if box.isolation == "uid":
        return  # no such sockets there
    outcome, late = timed(box, SLOW_SOCKET, to_post)
    assert outcome.end in (End.ANSWERED, End.LIMIT, End.VIOLATION)
    if outcome.end is End.ANSWERED:
        assert value(outcome) == "refused"
    assert late < patience(GRACE)


def test_what_a_process_says_of_itself_can_be_a_pipe(box: Box) -> None:
    source = """
        import os, time

        def f():
            os.mkfifo("pipe")
            os.dup2(os.open("pipe", os.O_RDONLY | os.O_NONBLOCK), 201)
            time.sleep(60)
    """
    outcome, late = timed(box, source)
    assert outcome.limit == "wall_seconds"
    assert late < patience(GRACE)


DEEP = """
import os, sys, time

def down(depth):
    if depth:
        return down(depth - 1)
    time.sleep(60)

def f():
    sys.setrecursionlimit(160_000)
    for _ in range(4):
        if os.fork() == 0:
            break
    down(150_000)
"""


def test_stacks_may_be_deep(box: Box) -> None:
    outcome, late = timed(box, DEEP)
    assert outcome.limit in ("wall_seconds", "attention", "memory_bytes")
    assert late - outcome.evidence.forgiven_seconds < patience(GRACE)


def test_a_warden_that_is_kept_from_looking_says_so(plan: BoxPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no bound is known for is broken off by the warden's own timer, wherever it stands."""
    naps = [600.0]
    monkeypatch.setattr(procfs, "private_bytes", lambda _: (time.sleep(naps.pop()) if naps else None) or 0)
    own = Box(plan)
    try:
        outcome = own.call("import time\ndef f():\n    time.sleep(60)\n", wall_seconds=WALL)
        assert (outcome.end, outcome.limit) == (End.LIMIT, "attention")
        assert outcome.evidence.wall_seconds - outcome.evidence.forgiven_seconds < WALL + patience(GRACE)
        pid = own.warden.pid
        assert value(own.call("def f():\n    return 1\n")) == 1
        assert own.warden.pid == pid
    finally:
        own.close()


def test_who_is_not_stopped_is_not_said_to_be(box: Box) -> None:
    """A thread that waits for the warden is in a stop of ptrace: nobody sent it a signal."""
    source = """
        import signal, threading

        def arm():
            while True:
                signal.setitimer(signal.ITIMER_REAL, 1000)

        def f():
            for _ in range(10):
                threading.Thread(target=arm).start()
            arm()
    """
    outcome, _ = timed(box, source)
    assert outcome.limit == "wall_seconds"
    assert "stopped" not in {wait.kind for wait in outcome.evidence.waits}


def test_a_machine_that_gives_no_cpu_is_not_the_submissions_fault(
    plan: BoxPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that can be forgiven has been, and it was not enough: nobody knows how the request would end."""
    monkeypatch.setattr(wall_clock, "_schedstat", lambda _: (0, time.monotonic_ns()))
    monkeypatch.setattr(wall_clock, "MOST_FORGIVEN_AT_REST", 0.5)
    own = Box(plan)
    try:
        with pytest.raises(GraderError, match="busy"):
            own.call("import time\ndef f():\n    time.sleep(60)\n", wall_seconds=WALL)
        monkeypatch.undo()
        assert value(own.call("def f():\n    return 1\n")) == 1
    finally:
        own.close()


def test_nor_is_one_that_keeps_the_warden_from_saying_so(
    plan: BoxPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps = [600.0]
    monkeypatch.setattr(procfs, "private_bytes", lambda _: (time.sleep(naps.pop()) if naps else None) or 0)
    monkeypatch.setattr(wall_clock, "_schedstat", lambda _: (0, time.monotonic_ns()))
    monkeypatch.setattr(wall_clock, "MOST_FORGIVEN_AT_REST", 0.5)
    monkeypatch.setattr(wall_clock, "MOST_STARVED_SECONDS", 0.5)
    own = Box(plan)
    try:
        with pytest.raises(GraderError, match="busy"):
            own.call("import time\ndef f():\n    time.sleep(60)\n", wall_seconds=WALL)
    finally:
        own.close()
