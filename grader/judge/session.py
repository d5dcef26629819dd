"""Inside the judging session: pytest collects the suites, then every submission gets a fork.

Theory of operation
-------------------
This process loads suites, never submissions. For each submission it forks a judge, which starts a
warden, runs the exercise's items and writes each result to a pipe. What a judge does not say in
its time, or says twice, or says of a check that is not on the list, does not count: such a check
is a GRADER_ERROR, never a pass.
"""

from __future__ import annotations

import os
import selectors
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

import msgspec
import pytest

from grader.box.plan import BoxPlan
from grader.errors import AuthoringError, ForkloreError, GraderError, SetupError
from grader.isolation.levels import Choice
from grader.judge.plugin import Check, CheckPlugin, check_of, uncollected
from grader.judge.protocol import Line, Order, Piece
from grader.judge.truncation import shortened_text
from grader.judge.worker import judge_piece, say
from grader.limits import Limits, fence_seconds, judge_seconds
from grader.scoring import CheckResult
from grader.stream import LineReader
from grader.testing.schedules import replay
from grader.verdict import Verdict

#: Before a check's first request; each request sets the fence again, by its own limits.
FENCE_SECONDS = fence_seconds(Limits())
UNUSED = (
    "terminal cacheprovider capture faulthandler junitxml doctest unittest pastebin logging warnings recwarn "
    "stepwise tmpdir monkeypatch"
)
PYTEST_OPTIONS = (
    *(option for name in UNUSED.split() for option in ("-p", f"no:{name}")),
    *("-p", "pytest_timeout", f"--timeout={FENCE_SECONDS}", "--timeout-method=signal"),
    *("-c", os.devnull, "--import-mode=importlib", "--assert=plain", "--noconftest"),
)


@dataclass
class Bench:
    """A judge at work."""

    piece: Piece
    pid: int
    deadline: float = 0.0
    reader: LineReader = field(default_factory=LineReader)
    results: dict[str, CheckResult] = field(default_factory=dict)
    said: str = ""

    def renew(self, patience: float = 0.0) -> None:
        """It said something: how long it may be silent now."""
        self.deadline = time.monotonic() + max(patience, judge_seconds(Limits()))


class Session:
    """pytest plugin that replaces the run loop by one over submissions."""

    def __init__(self, order: Order, settle: Callable[[], BoxPlan], out: int, checks: CheckPlugin) -> None:
        self.error: ForkloreError | None = None
        self._order, self._settle, self._out, self._checks = order, settle, out, checks
        self._items: dict[str, list[tuple[pytest.Item, Check]]] = {}
        self._benches: dict[int, Bench] = {}
        self._selector = selectors.DefaultSelector()

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[object]
    ) -> None:
        """A suite that cannot be collected is an author's mistake."""
        if isinstance(node, pytest.Collector) and call.excinfo is not None and self.error is None:
            self.error = uncollected(str(node.path), call.excinfo.value)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """The same, where pytest does not say why."""
        if report.failed and self.error is None:
            where = report.nodeid or ", ".join(self._order.suites)
            self.error = AuthoringError(f"The suite {where} cannot be collected.")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge all submissions."""
        try:
            if self.error is None:
                for item in session.items:
                    check = check_of(item)
                    self._items.setdefault(check.exercise, []).append((item, check))
                    _refuse_odd(item, check)
                for items in self._items.values():
                    _refuse_unknown_needs([check for _, check in items])
                if self._order.schedule:
                    self._keep_one(replay.parsed(self._order.schedule).check)
                for piece in self._order.pieces:
                    if piece.slug not in self._items:
                        raise AuthoringError(f"The suite of {piece.slug} has no checks.")
                self._plan = self._settle()
                self._judge_all()
        except ForkloreError as error:
            self.error = error
        return True

    def _keep_one(self, name: str) -> None:
        """Keep the only check that is to be judged."""
        for slug, items in self._items.items():
            self._items[slug] = [(item, check) for item, check in items if replay.plain(check.id) == name]
        if not any(self._items.values()):
            raise SetupError(f"--schedule is about {name}, which is no check here.")

    def _judge_all(self) -> None:
        waiting = deque(sorted(self._order.pieces, key=self._longest, reverse=True))
        try:
            while waiting or self._benches:
                while waiting and len(self._benches) < self._order.jobs:
                    self._start(waiting.popleft())
                if self._benches:
                    self._turn()
        finally:
            for fd in list(self._benches):
                self._stop(fd)

    def _longest(self, piece: Piece) -> float:
        """Seconds that a piece may take: what may take longest begins first, and the rest fills the gaps."""
        return len(self._items.get(piece.slug, ())) * piece.limits.wall_seconds

    def _start(self, piece: Piece) -> None:
        items = self._items.get(piece.slug, [])
        if piece.refusal:
            verdict = Verdict.CRASHED if piece.handed_in else Verdict.NOT_STARTED
            done = [_settled(check, verdict, piece.refusal) for _, check in items]
            say(self._out, Line(index=piece.index, done=done))
            return
        out, out_in = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become_judge(piece, items, out_in)
        os.close(out_in)
        self._benches[out] = Bench(piece, pid)
        self._benches[out].renew()
        self._selector.register(out, selectors.EVENT_READ)

    def _become_judge(self, piece: Piece, items: list[tuple[pytest.Item, Check]], out: int) -> NoReturn:
        try:
            for fd in self._benches:
                os.close(fd)
            self._selector.close()
            judge_piece(piece, items, self._checks, self._plan, self._order, out)
        except ForkloreError as error:
            say(out, _error_line(error, piece.index))
        except BaseException as error:
            say(out, Line(index=piece.index, error=f"{type(error).__name__}: {error}", kind="grader"))
        finally:
            os._exit(0)

    def _turn(self) -> None:
        soonest = min(bench.deadline for bench in self._benches.values())
        for key, _ in self._selector.select(max(0.0, soonest - time.monotonic())):
            fd = key.fd
            data = os.read(fd, 1 << 20)
            if not data:
                self._stop(fd)
                continue
            bench = self._benches[fd]
            try:
                for text in bench.reader.feed(data):
                    self._heard(bench, msgspec.json.decode(text, type=Line))
            except (GraderError, msgspec.DecodeError) as error:
                bench.said = f"The judge could not be understood: {error}"
                self._stop(fd)
        for fd, bench in list(self._benches.items()):
            if time.monotonic() > bench.deadline:
                bench.said = "The judge did not finish in its time."
                self._stop(fd)

    def _heard(self, bench: Bench, line: Line) -> None:
        bench.renew(line.patience)
        if line.error:
            bench.said = line.error
            if line.kind == "setup":
                raise SetupError(line.error, line.fix)
        if line.check is not None and line.check.id not in bench.results:
            bench.results[line.check.id] = line.check
            say(self._out, Line(index=bench.piece.index, check=line.check))

    def _stop(self, fd: int) -> None:
        """End a judge (its warden and box end with it) and settle its submission."""
        bench = self._benches.pop(fd)
        self._selector.unregister(fd)
        os.close(fd)
        os.kill(bench.pid, signal.SIGKILL)
        os.waitpid(bench.pid, 0)
        checks = [check for _, check in self._items.get(bench.piece.slug, [])]
        said = bench.said or "The judge ended before it had judged this check."
        results = [bench.results.get(c.id) or _settled(c, Verdict.GRADER_ERROR, said) for c in checks]
        say(self._out, Line(index=bench.piece.index, done=results))


def _refuse_odd(item: pytest.Item, check: Check) -> None:
    """A check takes the submission and nothing else."""
    names = set(getattr(item, "fixturenames", ())) - {"submission", "request"}
    if names:
        raise AuthoringError(
            f"{check.id} asks for {', '.join(sorted(names))}; a check takes `submission` only."
        )


def _refuse_unknown_needs(checks: list[Check]) -> None:
    known = {check.family for check in checks}
    for check in checks:
        for need in check.mark.needs:
            if need not in known:
                raise AuthoringError(f"{check.id} needs {need}, which is not a check of this exercise.")


def _settled(check: Check, verdict: Verdict, message: str) -> CheckResult:
    """A result that no judge gave."""
    return CheckResult(
        id=check.id,
        exercise=check.exercise,
        visibility=check.visibility,
        title=check.title,
        verdict=verdict,
        message=shortened_text(message),
        max_points=check.points,
    )


def _error_line(error: ForkloreError, index: int = -1) -> Line:
    kind = (
        "setup"
        if isinstance(error, SetupError)
        else "authoring"
        if isinstance(error, AuthoringError)
        else "grader"
    )
    return Line(index=index, error=error.sentence, fix=error.fix, kind=kind)


def run(order: Order, choose: Callable[[], Choice], out: int) -> int:
    """Collect, judge, say everything; the exit code of the session.

    ``choose`` waits for the rung; nothing is judged before it is known.
    """

    def settle() -> BoxPlan:
        choice = choose()
        say(out, Line(rung=choice.plan.rung, probes=choice.probes, notices=choice.notices))
        return choice.plan

    try:
        checks = CheckPlugin()
        session = Session(order, settle, out, checks)
        arguments = [*PYTEST_OPTIONS, f"--rootdir={order.folder}", *order.suites]
        pytest.main(arguments, plugins=[checks, session])
        if session.error is not None:
            raise session.error
    except ForkloreError as error:
        say(out, _error_line(error))
        return 3
    sys.stderr.flush()
    return 0
