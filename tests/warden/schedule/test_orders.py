"""Policies find what is wrong under some order; what they have chosen can be played again."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pytest
from boxes import Box, call, value
from corpus import drawn, is_right, planted, programs, sequence

from grader.evidence import End, Outcome
from grader.testing.schedules.orders import Redundant, orders
from grader.testing.schedules.search import Places, Search
from grader.warden.protocol import Schedule

HELD_BACK = [
    Schedule(hold=(kind,), haste_seconds=haste)
    for kind in ("marks", "late", "ends", "feeders", "last")
    for haste in (0.0, 2.0)
]
CHANGES = Schedule(hold=("changes",))
#: By which of a few orders each planted bug has to be found.
DRAWN = {"lost_update": 0.0, "lock_order": 0.0, "check_then_act": 0.0, "while_not_empty": 2.0}
FOUND_HELD_BACK = (
    "lost_update",
    "lock_order",
    "wrong_child",
    "while_alive",
    "while_not_empty",
    "sleep_for_join",
    "join_before_get",
)


#: Found where each statement is a mark: a switch between two of them, two switches, other threads.
FINELY = (
    "newest_link_is_swapped_in_two_steps",
    "event_cleared_after_the_work",
    "lock_of_a_thread_at_a_fork",
    "one_condition_for_two_kinds",
)


def _first_wrong(box: Box, name: str, schedules: Iterator[Schedule]) -> Outcome:
    for schedule in schedules:
        outcome = box.ask(planted()[name].asked(schedule))
        if not is_right(outcome):
            return outcome
    raise AssertionError(f"{name} was not found")


@pytest.mark.parametrize("name", FOUND_HELD_BACK)
def test_holding_one_kind_of_call_back_finds(boxed: Box, name: str) -> None:
    _first_wrong(boxed, name, iter(HELD_BACK))


@pytest.mark.parametrize("name", FINELY)
def test_orders_of_places_find_and_are_played_again(boxed: Box, name: str) -> None:
    search = Places()
    for schedule in orders((), 0, 0.0, finely=48, places=search):
        wrong = boxed.ask(planted()[name].asked(schedule))
        search.note(wrong.played)
        if not is_right(wrong):
            break
    assert wrong.played is not None and not is_right(wrong)
    again = Schedule(policy="recorded", choices=wrong.played.choices, hold=("fine",))
    replayed = boxed.ask(planted()[name].asked(again))
    assert (replayed.end, sequence(replayed)) == (wrong.end, sequence(wrong))


THREADS_LOSE = """
def f(threads, hits, shared):
    import threading
    total, counter, lock = 0, [0], threading.Lock()

    def work():
        nonlocal total
        for _ in range(hits):
            if shared == "name":
                total += 1
            elif shared == "item":
                counter[0] += 1
            else:
                with lock:
                    total += 1

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return total + counter[0]
"""


@pytest.mark.parametrize(("shared", "right"), [("name", False), ("item", False), ("locked", True)])
def test_threads_in_step_lose_what_they_store_at_once(boxed: Box, shared: str, right: bool) -> None:
    (schedule,) = (one for one in orders(("marks",), 0, 0.0, finely=1) if set(one.hold) == {"marks", "fine"})
    outcome = boxed.ask(call(THREADS_LOSE, "f", 2, 2, shared, schedule=schedule))
    assert (value(outcome) == 4) is right


def test_on_a_slow_machine_a_short_alarm_rings_at_any_point(boxed: Box) -> None:
    source = """
        import signal, time

        def f(seconds):
            signal.signal(signal.SIGALRM, lambda *_: found.append("fired"))
            found = []
            signal.setitimer(signal.ITIMER_REAL, seconds)
            for _ in range(3):
                time.sleep(0)
                found.append("worked")
            while len(found) < 4:
                signal.pause()
            return found.index("fired")
    """

    def rings(seconds: float, **more: object) -> set[int]:
        asked = (boxed.call(source, "f", seconds, schedule=drawn(seed, **more)) for seed in range(6))
        return {value(outcome) for outcome in asked}

    assert rings(1.5) == {3}
    assert len(rings(1.5, haste_seconds=2.0)) > 1
    assert rings(2.5, haste_seconds=2.0) == {3}


@pytest.mark.parametrize(
    "name",
    ("removed_if_there", "leader_by_a_missing_file", "handler_not_yet_there", "signal_before_the_pause"),
)
def test_holding_changes_back_finds_who_looks_before_it_acts(boxed: Box, name: str) -> None:
    assert is_right(boxed.ask(planted()[name].asked(Schedule())))
    wrong = boxed.ask(planted()[name].asked(CHANGES))
    assert not is_right(wrong)
    assert wrong.played is not None
    again = Schedule(policy="recorded", choices=wrong.played.choices, hold=CHANGES.hold)
    replayed = boxed.ask(planted()[name].asked(again))
    assert (replayed.end, sequence(replayed)) == (wrong.end, sequence(wrong))


@pytest.mark.parametrize("name", DRAWN)
def test_a_few_random_orders_find_and_can_be_played_again(boxed: Box, name: str) -> None:
    haste = DRAWN[name]
    wrong = _first_wrong(boxed, name, (drawn(seed, haste_seconds=haste) for seed in range(8)))
    assert wrong.played is not None
    again = Schedule(policy="recorded", choices=wrong.played.choices, haste_seconds=haste)
    for _ in range(3):
        replayed = boxed.ask(planted()[name].asked(again))
        assert replayed.played is not None and replayed.played.diverged == -1
        assert (replayed.end, sequence(replayed)) == (wrong.end, sequence(wrong))
        assert replayed.played.choices == wrong.played.choices


def test_a_right_program_passes_every_order(boxed: Box) -> None:
    (right,) = (program for program in programs() if program.name == "queue_marks_and_locks")
    for schedule in (*HELD_BACK, *(drawn(seed, haste_seconds=2.0 * (seed % 2)) for seed in range(10))):
        outcome = boxed.call(right.source, "main", schedule=schedule)
        assert is_right(outcome), (schedule, outcome)


def test_choices_that_cannot_be_made_are_said(boxed: Box) -> None:
    schedule = Schedule(policy="recorded", choices="1:9.0")
    outcome = boxed.ask(planted()["lost_update"].asked(schedule))
    assert outcome.played is not None and outcome.played.diverged == 1


def test_a_kill_can_act_late(boxed: Box) -> None:
    source = """
    import os, signal, time

    def f():
        pid = os.fork()
        if pid == 0:
            time.sleep(1000)
        os.kill(pid, signal.SIGKILL)
        first = os.waitpid(pid, os.WNOHANG)[0] == pid
        if not first:
            os.waitpid(pid, 0)
        return first
    """
    ends = [boxed.call(source, schedule=Schedule(hold=hold)) for hold in ((), ("kills",))]
    assert ['"value":true' in outcome.answer for outcome in ends] == [True, False]


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "signal.raise_signal(15)"])
def test_an_end_can_come_late_however_it_comes(boxed: Box, end: str) -> None:
    source = f"""
        import os, signal
        def f():
            read, write = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.write(write, b"done")
                {end}
            os.read(read, 4)
            seen = os.waitpid(pid, os.WNOHANG)[0]
            seen or os.waitpid(pid, 0)
            return seen
    """
    assert value(boxed.call(textwrap.dedent(source), schedule=Schedule(hold=("ends",)))) == 0
    assert value(boxed.call(textwrap.dedent(source), schedule=Schedule())) > 0


def test_a_deadlock_is_known_at_once_and_explained(box: Box) -> None:
    bug = planted()["join_before_get"]
    begin = bug.source.index("process.join()", bug.source.index(f"def {bug.name}"))
    join = bug.source.count("\n", 0, begin) + 1
    outcome = box.ask(bug.asked(Schedule()))
    assert outcome.end is End.DEADLOCK
    assert outcome.played is not None and outcome.played.virtual_seconds < 1
    caller = outcome.evidence.waits[0]
    assert (caller.kind, caller.call, caller.line) == ("child", "process.BaseProcess.join", join)
    assert {wait.kind for wait in outcome.evidence.waits} == {"child", "lock", "write"}


def test_a_manager_keeps_no_deadlock_from_being_known(boxed: Box) -> None:
    source = """
    import multiprocessing as mp

    def f():
        manager = mp.Manager()
        manager.Queue().get()
    """
    outcome = boxed.call(source, schedule=Schedule())
    assert outcome.end is End.DEADLOCK, outcome


@pytest.mark.parametrize("haste", [0.0, 2.0])
def test_who_spins_until_somebody_held_back_goes_on_does_not_keep_it_back(boxed: Box, haste: float) -> None:
    """A thread of Pool looks again and again while a result lies in the pipe, which another one reads."""
    source = """
    import time
    from multiprocessing import Pool

    def late(number):
        time.sleep(0.1)
        return number

    def f():
        with Pool(2) as pool:
            return [pool.apply(late, (number,)) for number in range(5)]
    """
    outcome = boxed.call(source, schedule=Schedule(hold=("feeders",), haste_seconds=haste))
    assert value(outcome) == [0, 1, 2, 3, 4]
    assert outcome.played is not None
    assert len(outcome.played.steps) < 1000


def test_who_takes_for_another_task_is_found_when_the_last_goes_first(boxed: Box) -> None:
    """Each task takes the item that comes, so the pool's order of tasks is not the order of items."""
    source = """
    from multiprocessing import Pool, SimpleQueue

    def begin(queue):
        global items
        items = queue

    def one(number):
        return items.get()

    def f():
        queue = SimpleQueue()
        with Pool(2, begin, (queue,)) as pool:
            results = pool.map_async(one, range(2), 1)
            for item in "ab":
                queue.put(item)
            return results.get()
    """
    assert value(boxed.call(source, schedule=Schedule())) == ["a", "b"]
    assert value(boxed.call(source, schedule=Schedule(hold=("last",)))) == ["b", "a"]


def test_the_last_one_does_not_keep_the_others_back_while_it_spins(boxed: Box) -> None:
    source = """
    from multiprocessing import Process, Value

    def waits(here, there):
        here.value = 1
        while not there.value:
            pass

    def f():
        values = [Value("i", 0), Value("i", 0)]
        processes = [Process(target=waits, args=order) for order in (values, values[::-1])]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return [process.exitcode for process in processes]
    """
    assert value(boxed.call(source, schedule=Schedule(hold=("last",)))) == [0, 0]


def test_a_scene_makes_marks_of_its_own(boxed: Box) -> None:
    """Who passes them goes in step with others, and stands at no line of the submission's file."""
    scene = """
        import os
        from grader.scenario import mark

        def scene(student):
            pids = []
            for _ in range(2):
                pids.append(os.fork())
                if pids[-1] == 0:
                    for number in range(3):
                        mark()
                        observe(number)
                    os._exit(0)
            for pid in pids:
                os.waitpid(pid, 0)
    """
    outcome = boxed.play("", scene, schedule=Schedule(hold=("marks",)))
    assert [seen.value for seen in outcome.evidence.observations] == [0, 0, 1, 1, 2, 2]
    assert outcome.played is not None and not any(step.line for step in outcome.played.steps)
    free = boxed.play("", scene)
    assert sorted(str(seen.value) for seen in free.evidence.observations) == sorted("001122")


@pytest.mark.parametrize("name", ["lost_update", "lock_order", "check_then_act"])
def test_a_search_with_one_switch_finds(boxed: Box, name: str) -> None:
    search = Search(1, budget=200)
    for order in search:
        outcome = boxed.ask(planted()[name].asked(order))
        search.note(outcome.played)
        if not is_right(outcome):
            assert len(order.choices.split()) == 1
            return
    raise AssertionError(f"{name} was not found in {search.count} orders at {search.points} points")


def test_a_right_program_passes_a_whole_search(boxed: Box) -> None:
    source = """
    import os

    def f():
        out, into = os.pipe()
        for number in range(2):
            if os.fork() == 0:
                os.write(into, b"x")
                os._exit(0)
        os.close(into)
        got = b""
        while part := os.read(out, 10):
            got += part
        os.close(out)
        return [got.decode(), *(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(2))]
    """
    search = Search(2, budget=300)
    for order in search:
        outcome = boxed.call(source, schedule=order)
        search.note(outcome.played)
        assert value(outcome) == ["xx", 0, 0], order
    assert search.complete == 2 and search.count > 10


@pytest.mark.parametrize("name", ["fork_wait", "limits", "lock", "queue_two", "signals"])
def test_an_order_that_is_left_out_would_have_gone_as_another_one_did(boxed: Box, name: str) -> None:
    (program,) = (program for program in programs() if program.name == name)
    redundant, seen, left_out = Redundant(), set(), []
    for order in orders(("marks", "late", "ends", "feeders", "last", "opens", "kills", "changes"), 3, 2.0):
        known = redundant.knows(order)
        outcome = boxed.call(program.source, "main", schedule=order)
        if known:
            left_out.append(order)
            assert order.hold != ("changes",) or order.haste_seconds, "its points are in no other order"
            assert str(sequence(outcome)) in seen, order
        else:
            redundant.note(order, outcome.played)
            seen.add(str(sequence(outcome)))
    assert left_out
