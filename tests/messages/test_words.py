"""grader.messages: every fact of the evidence has its words, and they are as they were."""

from __future__ import annotations

import re

import pytest

from grader.evidence import Leftover, LeftoverKind, Reason, WaitRecord, Why
from grader.evidence.wait_graph import WaitForGraph
from grader.messages.checks import left_behind, phrases, why_ended

REASONS = {
    Reason(Why.STILL_GOING, 2.5): "it was still going after 2.5 s",
    Reason(Why.STEPS, 1_000_000): "it was still going after 1000000 steps",
    Reason(Why.MEMORY, 256 << 20): "its processes used more than 256 MiB of memory",
    Reason(Why.OUTPUT, (1 << 20) + 100): "more than 1024 KiB were written to the terminal",
    Reason(Why.CPU, 8.0): "its processes used more than 8 s of CPU time",
    Reason(Why.WRITTEN, 64 << 20, "/tmp"): "more than 64 MiB of files were written to /tmp",
    Reason(Why.LEFT_BOX, name="/run/{x}"): "it turned to /run/{x}, which is not its own",
}
LEFT = {
    Leftover(
        kind=LeftoverKind.ZOMBIE, pid=7, parent=3, line=12
    ): "process 7 (forked at line 12), which had ended, and nobody had waited for it",
    Leftover(kind=LeftoverKind.PROCESS, pid=7, parent=3): "process 7 (forked by process 3), still running",
    Leftover(kind=LeftoverKind.DESCRIPTOR, descriptor=5, path="pipe"): "descriptor 5 (pipe), still open",
    Leftover(
        kind=LeftoverKind.DESCRIPTOR, descriptor=5, path="pipe", line=9
    ): "descriptor 5 (pipe, opened at line 9), still open",
    Leftover(kind=LeftoverKind.FIFO, path="/tmp/f"): "/tmp/f, still there",
    Leftover(kind=LeftoverKind.START_METHOD): "the start method, which was changed",
}


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_words(why: Why) -> None:
    said = why_ended.said(Reason(why, 3, "NAME"))
    assert len(said.split()) > 2
    assert not re.search(r"[{}.]", said)


def test_words_have_the_numbers_in_their_units() -> None:
    assert {reason: why_ended.said(reason) for reason in REASONS} == REASONS


def test_a_box_that_was_left_is_not_the_channel() -> None:
    assert why_ended.forbidden(Reason(Why.LEFT_BOX, name="x")).startswith("It left its box: it turned to x")
    assert "private channel: another process" in why_ended.forbidden(Reason(Why.FOREIGN))


@pytest.mark.parametrize("kind", LeftoverKind)
def test_every_leftover_has_words(kind: LeftoverKind) -> None:
    assert len(left_behind.words(Leftover(kind=kind, pid=7, path="/tmp/x")).split()) > 2


def test_words_of_leftovers() -> None:
    assert {left: left_behind.words(left) for left in LEFT} == LEFT
    message = left_behind.listed([*LEFT, *LEFT])
    assert message.startswith("The result is right. What was left behind: process 7 (forked")
    assert message.endswith("; and 8 more.")


def test_what_one_line_has_opened_is_told_as_one() -> None:
    left = [Leftover(kind=LeftoverKind.DESCRIPTOR, descriptor=fd, path="pipe", line=9) for fd in (4, 5, 7)]
    assert "behind: descriptors 4, 5 and 7 (pipe, opened at line 9), still open." in left_behind.listed(left)
    other = Leftover(kind=LeftoverKind.DESCRIPTOR, descriptor=8, path="pipe")
    message = left_behind.listed([*left[:2], other, other])
    assert "4 and 5 (pipe, opened at line 9), still open; descriptor 8 (pipe), still open; desc" in message


@pytest.mark.parametrize("queue", ["Queue", "JoinableQueue"])
def test_who_puts_into_a_full_queue_waits_for_a_free_place(queue: str) -> None:
    call = f"queues.{queue}.put"
    waits = [WaitRecord(pid=2, first=True, kind="shared lock", function="offer", line=14, call=call)]
    told = phrases.tell(WaitForGraph(caller=2, waits=waits, processes=[]))
    assert told == f"`offer` (line 14) waits in `{queue}.put()` for a free place in the queue."
