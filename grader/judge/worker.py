"""One judge: one submission, one warden, the items of one exercise."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec
import pytest

from grader.box.plan import BoxPlan
from grader.errors import BusyError, GraderError
from grader.evidence import Outcome
from grader.judge.plugin import Check, CheckPlugin, Stage
from grader.judge.protocol import Line, Order, SessionFile
from grader.limits import Limits, fence_seconds, judge_seconds
from grader.report import CheckResult
from grader.stream import LineReader, write_all
from grader.testing.extract import modules
from grader.testing.schedules.replay import parsed
from grader.warden.client import Warden
from grader.warden.protocol import Ask

#: Of all checks of one exercise on one submission.
MOST_REQUESTS: Final = 10_000
#: How many more times a request is made that others kept from a CPU.
AGAIN_WHEN_BUSY: Final = 2


def judge_file(
    submitted: SessionFile,
    items: list[tuple[pytest.Item, Check]],
    plugin: CheckPlugin,
    plan: BoxPlan,
    order: Order,
    out: int,
    later: int | None = None,
) -> None:
    """Judge every item; write a line for each as soon as it is known.

    With ``later`` the submission comes from that descriptor, when the box is ready; ``submitted`` is then
    only what it will probably be like.
    """
    texts = [text for item, _ in items for text in modules(str(item.path))[1].values()]
    warmed = plan.warmed([submitted.source, *texts, *(check.start_method for _, check in items)])
    with Fenced(warmed, lambda seconds: say(out, Line(index=submitted.index, patience=seconds))) as warden:
        if later is not None:
            with os.fdopen(later, "rb") as file:
                submitted = msgspec.json.decode(file.readline(), type=SessionFile)
        plugin.stage = Stage(submitted.source, submitted.limits, order.seed, lambda: warden, len(items))
        plugin.stage.functions = submitted.functions
        plugin.stage.replay = parsed(order.schedule) if order.schedule else None
        for item, check in items:
            began = time.monotonic()
            result = plugin.judge(item, check, lambda began=began: time.monotonic() - began)  # type: ignore[misc]
            say(out, Line(index=submitted.index, check=result))


@dataclass
class Bench:
    """A judge at work."""

    submitted: SessionFile
    pid: int
    deadline: float = 0.0
    reader: LineReader = field(default_factory=LineReader)
    results: dict[str, CheckResult] = field(default_factory=dict)
    said: str = ""
    waited: bool = False
    """Whether it waited for its submission: it may have ended meanwhile, and another one then begins."""

    def renew(self, patience: float = 0.0) -> None:
        """It said something: how long it may be silent now."""
        self.deadline = time.monotonic() + max(patience, judge_seconds(Limits()))

    def end(self) -> None:
        """End it; its warden and box end with it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Ready:
    """A forked judge whose box is ready, before it is told what to judge."""

    def __init__(self, out: int, pid: int, told: int) -> None:
        """``out`` is where it is heard, ``told`` where it is told."""
        self._out, self._pid, self._told = out, pid, told

    def begin(self, submitted: SessionFile) -> tuple[int, int]:
        """Hand the submission over; return where the judge is heard, and its pid."""
        with contextlib.suppress(BrokenPipeError), os.fdopen(self._told, "wb") as file:
            file.write(msgspec.json.encode(submitted) + b"\n")
        return self._out, self._pid

    def end(self) -> None:
        """End it: it was not needed."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._out)
        os.close(self._told)


class Fenced(Warden):
    """A warden whose every request sets the fence around the check, and the judge's deadline, again."""

    def __init__(self, plan: BoxPlan, tell: Callable[[float], None]) -> None:
        super().__init__(plan)
        self._tell, self._asked = tell, 0

    def ask(self, ask: Ask) -> Outcome:
        """Make one request, in its time; again where the machine was too busy to say how it ends.

        Raises also GraderError where a suite does not stop asking.
        """
        for _ in range(AGAIN_WHEN_BUSY):
            with contextlib.suppress(BusyError):
                return self._ask(ask)
        return self._ask(ask)

    def _ask(self, ask: Ask) -> Outcome:
        self._asked += 1
        if self._asked > MOST_REQUESTS:
            raise GraderError(f"The suite has made more than {MOST_REQUESTS} requests.")
        scheduled = ask.schedule is not None
        self._tell(judge_seconds(ask.limits, scheduled))
        if signal.getitimer(signal.ITIMER_REAL)[0]:  # pytest-timeout's, while a check runs
            signal.setitimer(signal.ITIMER_REAL, fence_seconds(ask.limits, scheduled))
        return super().ask(ask)


def say(out: int, line: Line) -> None:
    """Write one line, all of it."""
    write_all(out, msgspec.json.encode(line) + b"\n")
