"""Wall time that counts: time spent waiting for a CPU that others hold is forgiven."""

from __future__ import annotations

import os

import pytest

from grader.limits import MOST_FORGIVEN as MOST
from grader.limits import MOST_FORGIVEN_AT_REST as AT_REST
from grader.warden.deadlock import stacks
from grader.warden.request import wall_clock
from grader.warden.request.wall_clock import WallClock
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

CPUS = 2


class World:
    """A clock and a schedstat that the test sets."""

    def __init__(self) -> None:
        self.now = 100.0
        self.threads: dict[int, tuple[float, float]] = {}

    def read(self, path: str) -> bytes:
        ran, delayed = self.threads.get(int(path.split("/")[2]), (0.0, 0.0))
        return b"%d %d 1" % (int(ran * 1e9), int(delayed * 1e9))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(wall_clock.time, "monotonic", lambda: world.now)
    monkeypatch.setattr(procfs, "read", world.read)
    monkeypatch.setattr(wall_clock.os, "sched_getaffinity", lambda _: set(range(CPUS)), raising=False)
    return world


def started(*others: Traced, threads: int = 1, limit: float = 2.0) -> WallClock:
    process = Traced(pid=1, inner=1, parent=None, begin=0.0)
    process.tids = set(range(1, threads + 1))
    return WallClock(limit, {process, *others})


def test_sleeping_counts(world: World) -> None:
    counted = started()
    world.now += 2.1
    assert counted.expired()


def test_waiting_for_a_cpu_that_others_hold_does_not(world: World) -> None:
    counted = started()
    world.now += 2.1
    world.threads[1] = (0.5, 1.6)
    assert not counted.expired()
    assert counted.remaining() == pytest.approx(2.0 - 2.1 + 1.6 * (1 - 0.5 / (CPUS * 2.1)))


def test_threads_that_wait_in_turn_are_forgiven_both_delays(world: World) -> None:
    """A message goes to and fro: each is kept waiting while the other has nothing to do."""
    counted = started(threads=2)
    world.now += 1.0
    world.threads.update({1: (0.0, 0.4), 2: (0.0, 0.3)})
    counted.sample()
    assert counted.remaining() == pytest.approx(1.0 + 0.7)


def test_no_more_is_forgiven_than_has_gone_by(world: World) -> None:
    counted = started(threads=3)
    world.now += 1.0
    world.threads.update({1: (0.0, 0.5), 2: (0.0, 0.9), 3: (0.0, 0.7)})
    counted.sample()
    assert counted.remaining() == pytest.approx(2.0)


def test_a_warden_that_is_kept_waiting_keeps_the_request_waiting(world: World) -> None:
    counted = started()
    world.now += 1.0
    world.threads[os.getpid()] = (0.0, 0.6)
    counted.sample()
    assert counted.remaining() == pytest.approx(1.0 + 0.6)


def test_who_fills_the_machine_alone_is_not_forgiven(world: World) -> None:
    counted = started(threads=8)
    world.now += 2.1
    world.threads.update(dict.fromkeys(range(1, 9), (2.1 * CPUS / 8, 1.5)))
    assert counted.expired()


@pytest.mark.parametrize(("ran", "most"), [(0.0, AT_REST), (1.0, MOST)])
def test_no_more_is_forgiven_than_a_multiple_of_the_limit(world: World, ran: float, most: float) -> None:
    counted = started()
    for step in range(1, 200):
        world.now += 1.0
        world.threads[1] = (ran, float(step))
        counted.sample()
    assert counted.remaining() == pytest.approx(2.0 + most * 2.0 - 199)
    assert counted.expired()


def test_cpu_of_who_has_ended_since_is_the_requests_too(world: World) -> None:
    child = Traced(pid=5, inner=5, parent=None, begin=0.0)
    counted = started(child)
    world.now += 1.0
    world.threads[1] = (0.5, 0.5)
    child.end, child.cpu = world.now, 1.5
    counted.sample()
    assert counted.forgiven == 0.0


def test_what_the_warden_does_for_it_is_the_requests_too(world: World) -> None:
    counted = started()
    world.now += 1.0
    world.threads.update({1: (0.0, 1.0), os.getpid(): (1.0, 0.0)})
    counted.sample()
    assert counted.forgiven == pytest.approx(0.5)


def test_beyond_the_limit_only_delays_of_the_warden_and_its_helpers_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = started()
    world.now += 2.1
    assert counted.expired()
    monkeypatch.setattr(stacks, "AT_WORK", {9})
    world.now += 1.0
    world.threads[1] = (0.0, 1.0)
    assert counted.left(1.0) == pytest.approx(2.0 - 3.1 + 1.0)
    world.now += 1.0
    world.threads.update({9: (0.0, 0.6), os.getpid(): (0.0, 0.3)})
    assert counted.left(1.0) == pytest.approx(2.0 - 4.1 + 1.0 + 0.9)
    assert counted.forgiven == 0.0


def test_a_request_that_fills_the_machine_keeps_its_warden_waiting_in_vain(world: World) -> None:
    counted = started(threads=8)
    world.now += 2.1
    assert counted.expired()
    world.now += 1.0
    world.threads.update(dict.fromkeys(range(1, 9), (1.0 * CPUS / 8, 0.7)))
    world.threads[os.getpid()] = (0.0, 1.0)
    assert counted.left(1.0) == pytest.approx(2.0 - 3.1 + 1.0)


def test_the_load_of_the_machine_has_no_say(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission can raise it."""
    monkeypatch.setattr(os, "getloadavg", lambda: (100.0, 100.0, 100.0))
    assert started().left(1.0) == pytest.approx(3.0)


def test_a_warden_that_is_kept_waiting_across_the_limit_has_its_seconds_after_it(world: World) -> None:
    """It could not look when the time was over."""
    counted = started()
    world.now += 24.0
    world.threads[os.getpid()] = (0.0, 23.5)
    assert counted.left(1.0) == pytest.approx(1.0)
    assert counted.forgiven == pytest.approx(AT_REST * 2.0)


def test_what_is_not_forgiven_any_more_gives_the_warden_no_seconds(world: World) -> None:
    """They come after the limit, and not before it."""
    counted = started()
    for step in range(1, 20):
        world.now += 1.0
        world.threads[os.getpid()] = (0.0, float(step))
        counted.sample()
    assert (counted.forgiven, counted.starved) == (AT_REST * 2.0, 0.0)


@pytest.mark.parametrize(("share", "most", "starving"), [(0.02, AT_REST, True), (0.1, MOST, False)])
def test_who_is_forgiven_all_and_has_hardly_run_is_starving(
    world: World, share: float, most: float, starving: bool
) -> None:
    counted = started(limit=2.0)
    while counted.forgiven < most * 2.0:
        assert not counted.starving
        world.now += 0.25
        world.threads[1] = (share * (world.now - 100.0), world.now - 100.0)
        counted.sample()
    assert counted.starving is starving
