"""One judge: one submission, one warden, the items of one exercise."""

from __future__ import annotations

import os
import signal
import time

import msgspec
import pytest

from grader.box.plan import BoxPlan
from grader.client import Warden
from grader.judge.messages import Line, Order, Piece
from grader.plugin import Check, CheckPlugin, Stage
from grader.scene import modules
from grader.warden import ptrace


def judge_piece(
    piece: Piece,
    items: list[tuple[pytest.Item, Check]],
    plugin: CheckPlugin,
    plan: BoxPlan,
    order: Order,
    out: int,
) -> None:
    """Judge every item; write a line for each as soon as it is known."""
    parent = os.getppid()
    ptrace.prctl(ptrace.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    texts = [text for item, _ in items for text in modules(str(item.path))[1].values()]
    with Warden(plan.warmed([piece.source, *texts, *(check.start_method for _, check in items)])) as warden:
        plugin.stage = Stage(piece.source, piece.limits, order.seed, lambda: warden)
        for item, check in items:
            began = time.monotonic()
            result = plugin.judge(item, check, lambda began=began: time.monotonic() - began)  # type: ignore[misc]
            data = memoryview(msgspec.json.encode(Line(index=piece.index, check=result)) + b"\n")
            while data:
                data = data[os.write(out, data) :]
