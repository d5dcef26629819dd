"""grader.stream: lines in linear time and bounded memory, and who reads them."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from grader.box.plan import BoxPlan
from grader.errors import BusyError, GraderError
from grader.isolation.protocol import Trial
from grader.judge import session as sessions
from grader.judge import worker
from grader.judge import worker as judging
from grader.judge.plugin import CheckPlugin
from grader.judge.protocol import Order, SessionFile
from grader.limits import (
    MOST_FORGIVEN,
    Limits,
    fence_seconds,
    judge_seconds,
    longest_request,
    real_seconds,
)
from grader.stream import LineReader
from grader.warden import client
from grader.warden.protocol import Ask, Schedule


def test_lines_arrive_whatever_pieces_they_come_in() -> None:
    text = b"one\n\ntwo three\nfour"
    for size in range(1, len(text) + 1):
        reader, lines = LineReader(), []
        for start in range(0, len(text), size):
            lines += reader.feed(text[start : start + size])
        assert lines == [b"one", b"", b"two three"]
        assert reader.feed(b"\n") == [b"four"]


@pytest.mark.parametrize("pieces", [[b"x" * 9], [b"x" * 8, b"x"], [b"\n" + b"x" * 9 + b"\n"]])
def test_a_line_beyond_the_limit_is_refused(pieces: list[bytes]) -> None:
    reader = LineReader(8)
    assert reader.feed(b"x" * 8 + b"\n") == [b"x" * 8]
    with pytest.raises(GraderError, match="longer than"):
        for piece in pieces:
            reader.feed(piece)


class Counted(bytearray):
    """Counts what is added to it and what is made of it."""

    moved = 0

    def __iadd__(self, more: Any) -> Any:
        Counted.moved += len(more)
        return super().__iadd__(more)

    def __bytes__(self) -> bytes:
        Counted.moved += len(self)
        return bytes(memoryview(self))


def test_each_byte_is_moved_a_fixed_number_of_times() -> None:
    reader, piece = LineReader(), b"x" * 1000
    reader._begun, Counted.moved = Counted(), 0
    for _ in range(4000):
        assert reader.feed(piece) == []
    assert reader.feed(b"\n") == [piece * 4000]
    assert Counted.moved == 2 * 4_000_000


def ends(monkeypatch: pytest.MonkeyPatch, said: bytes) -> client.Warden:
    """A client whose warden has said this and gone."""
    monkeypatch.setattr(client, "serve", lambda *_: os._exit(0))
    warden = client.Warden(None)  # type: ignore[arg-type]
    ours, theirs = socket.socketpair()
    warden._socket.close()
    warden._socket, warden._reader = ours, LineReader(64)
    theirs.send(said)
    theirs.close()
    return warden


@pytest.mark.parametrize(
    ("said", "message"), [(b"x" * 100, "longer than"), (b"x" * 60, "without an answer"), (b"", "without an")]
)
def test_the_client_ends_with_an_error(monkeypatch: pytest.MonkeyPatch, said: bytes, message: str) -> None:
    with ends(monkeypatch, said) as warden, pytest.raises(GraderError, match=message):
        warden._reply()


def session_with(out: int, tmp_path: Path) -> tuple[sessions.Session, worker.Bench, int]:
    """A session with one judge that is a sleeping process, and the end that it speaks through."""
    submitted = SessionFile(index=0, slug="s", source="", limits=Limits())
    order = Order(suites=[], files=[submitted], jobs=1, seed=0, trial=Trial("", "", str(tmp_path)))
    plugin, nothing = CheckPlugin(), iter(())
    session = sessions.Session(order, lambda: BoxPlan, None, out, plugin, nothing)  # type: ignore[arg-type, return-value]
    heard, told = os.pipe()
    if (pid := os.fork()) == 0:
        os.read(os.pipe()[0], 1)
        os._exit(0)
    bench = worker.Bench(submitted, pid)
    bench.renew()
    session._benches[heard] = bench
    session._selector.register(heard, sessions.selectors.EVENT_READ)
    return session, bench, told


@pytest.mark.parametrize("said", [b"x" * 100, b"?\n"])
def test_a_judge_that_is_not_understood_ends(tmp_path: Path, said: bytes) -> None:
    out = os.open(os.devnull, os.O_WRONLY)
    session, bench, told = session_with(out, tmp_path)
    bench.reader = LineReader(64)
    os.write(told, said)
    session._turn()
    assert not session._benches
    assert "could not be understood" in bench.said
    os.close(told)
    os.close(out)


# -- fences ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheduled", [False, True])
@pytest.mark.parametrize("wall", [0.1, 10.0, 60.0, 600.0])
def test_the_fence_is_behind_the_longest_request_and_before_the_judges_deadline(
    wall: float, scheduled: bool
) -> None:
    limits = Limits(wall_seconds=wall)
    longest = longest_request(limits, scheduled)
    assert (1 + MOST_FORGIVEN) * real_seconds(limits, scheduled) < longest
    assert longest < fence_seconds(limits, scheduled) < judge_seconds(limits, scheduled)


def test_each_request_sets_the_fence_and_the_deadline_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(client, "serve", lambda *_: os._exit(0))
    monkeypatch.setattr(client.Warden, "ask", lambda *_: None)
    timer, out = [1.0], os.open(os.devnull, os.O_WRONLY)
    monkeypatch.setattr(judging.signal, "getitimer", lambda _: (timer[-1], 0.0))
    monkeypatch.setattr(judging.signal, "setitimer", lambda _, seconds: timer.append(seconds))
    limits = Limits(wall_seconds=300.0)
    session, bench, told = session_with(out, tmp_path)
    before = bench.deadline
    with judging.Fenced(
        None,  # type: ignore[arg-type]
        lambda seconds: judging.say(told, judging.Line(index=0, patience=seconds)),
    ) as warden:
        for schedule in (None, None, Schedule()):
            warden.ask(Ask(id="", kind="call", module="s", files={}, limits=limits, schedule=schedule))
    assert timer[1:] == [fence_seconds(limits)] * 2 + [fence_seconds(limits, scheduled=True)]
    session._turn()
    assert bench.deadline > before + 4 * 290
    for fd in list(session._benches):
        session._stop(fd)
    os.close(told)
    os.close(out)


@pytest.mark.parametrize(("busy", "tries"), [(1, 2), (2, 3), (9, 3)])
def test_a_request_that_others_kept_from_a_cpu_is_made_again(
    busy: int, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Ask] = []

    def answer(_: client.Warden, ask: Ask) -> Any:
        made.append(ask)
        if len(made) <= busy:
            raise BusyError("Too busy.")
        return "answered"

    monkeypatch.setattr(client, "serve", lambda *_: os._exit(0))
    monkeypatch.setattr(client.Warden, "ask", answer)
    with judging.Fenced(None, lambda _: None) as warden:  # type: ignore[arg-type]
        ask = Ask(id="", kind="call", module="s", files={}, limits=Limits())
        if busy < tries:
            assert warden.ask(ask) == "answered"  # type: ignore[comparison-overlap]
        else:
            with pytest.raises(BusyError):
                warden.ask(ask)
    assert made == [ask] * tries
