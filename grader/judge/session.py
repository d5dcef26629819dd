"""Inside the judging session: pytest collects the suites, then every submission gets a fork.

Theory of operation
-------------------
This process loads suites, never submissions. For each submission it forks a judge, which starts a
warden, runs the exercise's items and writes each result to a pipe. What a judge does not say in
its time, or says twice, or says of a check that is not on the list, does not count: such a check
is a GRADER_ERROR, never a pass.
"""

from __future__ import annotations

import gc
import os
import selectors
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO, NoReturn

import msgspec
import pytest
import pytest_timeout  # given as it is: by its name pytest would look through all that is installed

from grader.box.plan import BoxPlan
from grader.errors import AuthoringError, Fault, ForkloreError, GraderError, SetupError
from grader.isolation.levels import Choice, foreseen
from grader.judge.plugin import Check, CheckPlugin
from grader.judge.protocol import Line, Order, SessionFile
from grader.judge.rulings import Suites, settled, uncollected, unusable
from grader.judge.worker import Bench, Ready, judge_file, say
from grader.limits import Limits, fence_seconds
from grader.messages.checks import judged
from grader.testing.extract import beside
from grader.testing.schedules import replay
from grader.verdict import Verdict
from grader.warden.trace import ptrace

UNUSED = (
    "terminal cacheprovider capture faulthandler junitxml doctest unittest pastebin logging warnings recwarn "
    "stepwise tmpdir monkeypatch"
)
#: The time limit holds before a check's first request; each request sets it again, by its own limits.
PYTEST_OPTIONS = (
    *(option for name in UNUSED.split() for option in ("-p", f"no:{name}")),
    *(f"--timeout={fence_seconds(Limits())}", "--timeout-method=signal"),
    *("-c", os.devnull, "--import-mode=importlib", "--assert=plain", "--noconftest"),
)


class Session:
    """pytest plugin that replaces the run loop by one over submissions."""

    def __init__(
        self,
        order: Order,
        settle: Callable[[], BoxPlan],
        foreseen: BoxPlan | None,
        out: int,
        checks: CheckPlugin,
        told: Iterable[bytes],
    ) -> None:
        self.error: ForkloreError | None = None
        self._order, self._settle, self._out, self._checks = order, settle, out, checks
        self._foreseen = foreseen
        self._suites = Suites()
        self._items = self._suites.items
        self._benches: dict[int, Bench] = {}
        self._selector = selectors.DefaultSelector()
        self._told = told
        self._ready: Ready | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Import each suite beside its own scenes."""
        with beside(collector.path.parent) if isinstance(collector, pytest.Module) else nullcontext():
            return (yield)

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[object]
    ) -> None:
        """A suite that cannot be collected is an author's mistake."""
        if isinstance(node, pytest.Collector) and call.excinfo is not None:
            error = uncollected(str(node.path), call.excinfo.value)
            self._suites.broken.setdefault(node.path.parent.name, error)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """The same, where pytest does not say why."""
        if report.failed and self.error is None and not self._suites.broken:
            where = report.nodeid or ", ".join(self._order.suites)
            self.error = AuthoringError(f"The suite {where} cannot be collected.")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge all submissions."""
        gc.freeze()  # no judge copies what is loaded to look for garbage in it
        gc.enable()
        try:
            if self.error is None:
                self._suites.refuse({file.slug: file.fault for file in self._order.files if file.fault})
                self._suites.take(session.items, [submitted.slug for submitted in self._order.files])
                if self._order.schedule:
                    self._keep_one(replay.parsed(self._order.schedule).check)
                if self._order.needs_box:
                    self._settle_level()
                self._judge_all(self._order.files)
                if self._order.more:
                    self._judge_more()
        except ForkloreError as error:
            self.error = error
        return True

    def _settle_level(self) -> None:
        """Learn which level holds. Meanwhile the first box starts, of the level that will probably do."""
        first = next((file for file in self._ordered(self._order.files) if self._is_run(file)), None)
        if self._foreseen is not None and first is not None:
            self._plan = self._foreseen
            self._ready = self._fork_ready(first)
        self._plan = self._settle()
        if self._ready is not None and self._plan != self._foreseen:
            self._ready.end()
            self._ready = None

    def _keep_one(self, name: str) -> None:
        """Keep the only check that is to be judged."""
        for slug, items in self._items.items():
            self._items[slug] = [(item, check) for item, check in items if replay.plain(check.id) == name]
        if not any(self._items.values()):
            raise SetupError(judged.no_such_check(name))

    def _judge_more(self) -> None:
        """Judge what comes later, one after the other; a judge whose box is ready waits for the next."""
        try:
            for text in self._told:
                submitted = msgspec.json.decode(text, type=SessionFile)
                self._judge_all([submitted])
                if not submitted.settled:
                    self._ready = self._ready or self._fork_ready(submitted)
        finally:
            if self._ready is not None:
                self._ready.end()

    def _judge_all(self, files: Sequence[SessionFile]) -> None:
        waiting = self._ordered(files)
        try:
            while waiting or self._benches:
                while waiting and len(self._benches) < self._order.jobs:
                    self._start(waiting.popleft())
                if self._benches:
                    self._turn()
        finally:
            for bench in self._benches.values():  # an error ends the session: nothing is settled by it
                bench.end()

    def _ordered(self, files: Sequence[SessionFile]) -> deque[SessionFile]:
        """What may take longest begins first, and the rest fills the gaps."""

        def longest(submitted: SessionFile) -> float:
            return len(self._items.get(submitted.slug, ())) * submitted.limits.wall_seconds

        return deque(sorted(files, key=longest, reverse=True))

    def _is_run(self, submitted: SessionFile) -> bool:
        return not submitted.settled and submitted.slug not in self._suites.broken

    def _start(self, submitted: SessionFile) -> None:
        items = self._items.get(submitted.slug, [])
        if submitted.slug in self._suites.broken:
            done = [unusable(submitted.slug, self._suites.broken[submitted.slug])]
            say(self._out, Line(index=submitted.index, done=done))
            return
        if submitted.settled:
            refused = submitted.refusal and submitted.handed_in
            verdict = Verdict.CRASHED if refused else Verdict.NOT_STARTED
            done = [settled(check, verdict, submitted.refusal or judged.STUB) for _, check in items]
            say(self._out, Line(index=submitted.index, done=done))
            return
        ready, self._ready = self._ready, None
        out, pid = ready.begin(submitted) if ready is not None else self._fork(submitted)
        self._benches[out] = Bench(submitted, pid, waited=ready is not None)
        self._benches[out].renew()
        self._selector.register(out, selectors.EVENT_READ)

    def _fork(self, submitted: SessionFile, later: int | None = None) -> tuple[int, int]:
        """Fork a judge; return where it is heard, and its pid."""
        out, out_in = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            ptrace.die_with(parent)
            self._become_judge(submitted, self._items.get(submitted.slug, []), out_in, later)
        os.close(out_in)
        return out, pid

    def _fork_ready(self, submitted: SessionFile) -> Ready:
        """Fork a judge that makes its box ready and waits for a submission, probably one like this."""
        later, told = os.pipe()
        try:
            return Ready(*self._fork(submitted, later), told)
        finally:
            os.close(later)

    def _become_judge(
        self, submitted: SessionFile, items: list[tuple[pytest.Item, Check]], out: int, later: int | None
    ) -> NoReturn:
        try:
            for fd in self._benches:
                os.close(fd)
            self._selector.close()
            judge_file(submitted, items, self._checks, self._plan, self._order, out, later)
        except BaseException as error:
            say(out, Line(index=submitted.index, fault=Fault.of(error)))
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
                bench.said = judged.not_understood(error)
                self._stop(fd)
        for fd, bench in list(self._benches.items()):
            if time.monotonic() > bench.deadline:
                bench.said = judged.TOO_SLOW
                self._stop(fd)

    def _heard(self, bench: Bench, line: Line) -> None:
        bench.renew(line.patience)
        if line.fault is not None:
            bench.said = line.fault.sentence
            if line.fault.kind == "setup":
                raise line.fault.raised()
        if line.check is not None and line.check.id not in bench.results:
            bench.results[line.check.id] = line.check
            say(self._out, Line(index=bench.submitted.index, check=line.check))

    def _stop(self, fd: int) -> None:
        """End a judge and settle its submission."""
        bench = self._benches.pop(fd)
        self._selector.unregister(fd)
        os.close(fd)
        bench.end()
        if bench.waited and not bench.results and not bench.said:
            self._start(bench.submitted)
            return
        checks = [check for _, check in self._items.get(bench.submitted.slug, [])]
        said = bench.said or judged.NOT_JUDGED
        results = [bench.results.get(c.id) or settled(c, Verdict.GRADER_ERROR, said) for c in checks]
        say(self._out, Line(index=bench.submitted.index, done=results))


def _within(suites: Sequence[str]) -> list[str]:
    """Keep pytest from reading the folders above the suites; site-packages has hundreds of entries."""
    folders = [str(Path(suite).parent) for suite in suites]
    return [f"--confcutdir={os.path.commonpath(folders)}"] if folders else []


def run(told: IO[bytes], choose: Callable[[Path], Choice], out: int) -> int:
    """Read the order, collect, judge, say everything; the exit code of the session.

    ``choose`` waits for the level, and nothing is run before it is known. Submissions may follow the order.
    """
    if not (line := told.readline()):  # there was nothing to grade
        return 0
    order = msgspec.json.decode(line, type=Order)
    os.chdir(folder := order.trial.folder)

    def settle() -> BoxPlan:
        choice = choose(Path(folder))
        say(out, Line(isolation=choice.plan.isolation, probes=choice.probes, notices=choice.notices))
        return choice.plan

    try:
        checks = CheckPlugin()
        session = Session(order, settle, foreseen(order.trial), out, checks, told)
        arguments = [*PYTEST_OPTIONS, f"--rootdir={folder}", *_within(order.suites), *order.suites]
        pytest.main(arguments, plugins=[pytest_timeout, checks, session])
        if session.error is not None:
            raise session.error
    except ForkloreError as error:
        say(out, Line(fault=Fault.of(error)))
        return 3
    sys.stderr.flush()
    return 0
