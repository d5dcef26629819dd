"""Stress mode makes races happen every time, in every process, and leaves right code right."""

from __future__ import annotations

import textwrap

import pytest
from boxes import Box, value

from grader.evidence import End

METHODS = ("fork", "forkserver", "spawn")

COUNT = """
    import contextlib
    import multiprocessing

    def add(counter, n):
        for _ in range(n):
            {body}

    def f(n=3, workers=2):
        counter = multiprocessing.Value("q", 0)
        processes = [multiprocessing.Process(target=add, args=(counter, n)) for _ in range(workers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return counter.value
"""
UNLOCKED = "counter.value += 1"
LOCKED = "with counter.get_lock(): counter.value += 1"
SPLIT = """
            with counter.get_lock():
                seen = counter.value
            with counter.get_lock():
                counter.value = seen + 1
"""
STACKED = """
            with contextlib.ExitStack() as stack:
                stack.enter_context(counter)
                seen = counter.value
            with contextlib.ExitStack() as stack:
                stack.enter_context(counter.get_lock())
                counter.value = seen + 1
"""
OWN_LOCK = "with multiprocessing.Lock(): counter.value += 1"
BY_NAME = "setattr(counter, 'value', getattr(counter, 'value') + 1)"
BODIES = {"unlocked": UNLOCKED, "by name": BY_NAME, "split": SPLIT, "stacked": STACKED, "own lock": OWN_LOCK}


def counting(body: str) -> str:
    return textwrap.dedent(COUNT.replace("{body}", body))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_an_update_that_could_be_lost_is_lost(box: Box, body: str, method: str) -> None:
    outcome = box.call(counting(body), start_method=method, stress=7)
    found = value(outcome)
    assert isinstance(found, int)
    assert 0 < found < 6


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_lost_under_one_lock(box: Box, method: str) -> None:
    assert value(box.call(counting(LOCKED), start_method=method, stress=7)) == 6


@pytest.mark.parametrize("number", range(5))
def test_any_seed_loses_what_can_be_lost(box: Box, number: int) -> None:
    found = value(box.call(counting(UNLOCKED), stress=1000 + number))
    assert isinstance(found, int)
    assert found < 6


def test_raw_memory_is_watched_as_well(box: Box) -> None:
    source = """
        import multiprocessing

        def add(block):
            block[0] += 1

        def f():
            block = multiprocessing.RawArray("i", 1)
            processes = [multiprocessing.Process(target=add, args=(block,)) for _ in range(3)]
            for process in processes:
                process.start()
            for process in processes:
                process.join()
            return block[0]
    """
    assert value(box.call(textwrap.dedent(source), stress=7)) == 1


WITH = "with first, second: pass"
ACQUIRE = "first.acquire(); second.acquire(); second.release(); first.release()"
STACK = "with contextlib.ExitStack() as stack: [stack.enter_context(lock) for lock in (first, second)]"
ORDER = """
    import contextlib
    import multiprocessing

    def both(first, second):
        {body}

    def f():
        left, right = multiprocessing.Lock(), multiprocessing.Lock()
        pairs = [(left, right), {pair}]
        processes = [multiprocessing.Process(target=both, args=pair) for pair in pairs]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return [process.exitcode for process in processes]
"""


def taking(body: str, pair: str) -> str:
    return textwrap.dedent(ORDER.replace("{body}", body).replace("{pair}", pair))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("body", [WITH, ACQUIRE, STACK], ids=["with", "acquire", "stack"])
def test_locks_in_two_orders_end_in_a_deadlock(box: Box, rung: str, method: str, body: str) -> None:
    source = taking(body, "(right, left)")
    outcome = box.call(source, start_method=method, stress=7, wall_seconds=4.0)
    # Without walls a fork server's socket may be anybody's: there is no proof, only the limit.
    unproved = rung == "none" and method == "forkserver"
    assert outcome.end is (End.LIMIT if unproved else End.DEADLOCK)


@pytest.mark.parametrize("body", [WITH, ACQUIRE, STACK], ids=["with", "acquire", "stack"])
def test_locks_in_one_order_do_not(box: Box, body: str) -> None:
    assert value(box.call(taking(body, "(left, right)"), stress=7)) == [0, 0]


def test_a_process_that_polls_without_sleeping_holds_nobody_up_for_long(box: Box) -> None:
    source = """
        import multiprocessing

        def add(counter):
            with counter.get_lock():
                counter.value += 1

        def f():
            counter = multiprocessing.Value("i", 0)
            process = multiprocessing.Process(target=add, args=(counter,))
            process.start()
            while counter.value == 0:
                pass
            process.join()
            return counter.value
    """
    assert value(box.call(textwrap.dedent(source), stress=7)) == 1


def test_threads_of_one_process_are_not_held_up(box: Box) -> None:
    source = """
        import threading

        class Thing:
            count = 0

        def f():
            thing, lock = Thing(), threading.Lock()

            def add():
                with lock:
                    thing.count += 1

            threads = [threading.Thread(target=add) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return thing.count
    """
    assert value(box.call(textwrap.dedent(source), stress=7)) == 3


def test_without_it_nothing_is_watched(box: Box) -> None:
    source = (
        "import os, sys\ndef f():\n    return os.environ.get('FORKLORE_STRESS'), sys.gettrace() is None\n"
    )
    assert value(box.call(source)) == (None, True)
