"""Where a lock that somebody waits for was taken, and a pipe opened, as was noted then. At every level."""

from __future__ import annotations

import textwrap

import pytest
from boxes import Box, value

from grader.evidence import End, Kind, Outcome
from grader.runner.origins.holders import MOST_NOTED
from grader.testing.findings import Finding, read_answer
from grader.warden.protocol import Schedule

TWO_ORDERS = """
    from multiprocessing import Barrier, Lock, Process

    def both(first, second, met):
        with first:
            met.wait()
            with second:
                pass

    def f():
        one, two, met = Lock(), Lock(), Barrier(2)
        pairs = (one, two), (two, one)
        children = [Process(target=both, args=(*pair, met)) for pair in pairs]
        for child in children:
            child.start()
        for child in children:
            child.join()
"""
#: How a child takes the lock for the last time; the caller waits for it afterwards.
ENDED = (
    "lock.acquire()",
    "lock.acquire(); os.kill(os.getpid(), signal.SIGKILL)",
    "lock.acquire(); lock.release(); lock.acquire()",
    "lock.acquire(timeout=5)",
    "lock.__enter__()",
    "lock.release(); os._exit(0) if lock.acquire() else None",
)


def held(outcome: Outcome) -> set[tuple[str, str, int]]:
    """Who waits for a lock that whom has taken where; processes by the order of their births."""
    own = [p for p in outcome.evidence.processes if p.kind is not Kind.SERVICE]
    names = {p.pid: f"child {n}" if n else "caller" for n, p in enumerate(own)} | {0: ""}
    waits = [wait for wait in outcome.evidence.waits if wait.kind == "shared lock"]
    return {(names[wait.pid], names[wait.holder], wait.origin) for wait in waits}


def told(outcome: Outcome) -> str:
    with pytest.raises(Finding) as caught:
        read_answer(outcome, {})
    return caught.value.message


def test_two_who_wait_for_each_other(box: Box) -> None:
    outcome = box.call(TWO_ORDERS)
    assert held(outcome) == {("child 1", "child 2", 5), ("child 2", "child 1", 5)}
    assert (
        told(outcome).count("waits for a lock that process ") == told(outcome).count(" took at line 5") == 2
    )
    assert "Take the locks in the same order" in told(outcome)


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_schedule_knows_it_for_every_start_method(box: Box, method: str) -> None:
    outcome = box.call(TWO_ORDERS, start_method=method, schedule=Schedule())
    assert held(outcome) == {("child 1", "child 2", 5), ("child 2", "child 1", 5)}


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_without_one_new_interpreters_note_nothing_and_nothing_is_told(box: Box, method: str) -> None:
    assert {(holder, line) for _, holder, line in held(box.call(TWO_ORDERS, start_method=method))} == {
        ("", 0)
    }


@pytest.mark.parametrize("work", ENDED)
def test_who_has_ended_with_a_lock(box: Box, work: str) -> None:
    source = f"""
        import os, signal
        from multiprocessing import Lock, Process

        def work(lock):
            {work}

        def f():
            lock = Lock()
            if "release(); os" in {work!r}:
                lock.acquire()
            child = Process(target=work, args=(lock,))
            child.start()
            child.join()
            lock.acquire()
    """
    outcome = box.call(source)
    assert held(outcome) == {("caller", "child 1", 6)}
    end = "was killed" if "kill" in work else "ended"
    assert f"took at line 6 before it {end}. Release the lock" in told(outcome)


def test_a_lock_that_was_free_once_more_has_its_last_holder_only(box: Box) -> None:
    source = """
        from multiprocessing import Process, RLock, Value

        def work(value):
            value.value += 1
            with value.get_lock():
                value.value += 1
                with value:
                    value.value += 1

        def f():
            value = Value("i", 0)
            lock = value.get_lock()
            lock.acquire()
            lock.acquire()
            lock.release()
            child = Process(target=work, args=(value,))
            child.start()
            child.join()
    """
    assert held(box.call(source)) == {("child 1", "caller", 14)}


@pytest.mark.parametrize(("times", "holder"), [(MOST_NOTED - 10, ("child 1", 8)), (MOST_NOTED + 10, ("", 0))])
def test_who_takes_locks_very_often_notes_no_more_of_it(
    box: Box, times: int, holder: tuple[str, int]
) -> None:
    source = f"""
        from multiprocessing import Lock, Process

        def work(lock):
            for _ in range({times}):
                with lock:
                    pass
            lock.acquire()

        def f():
            lock = Lock()
            with lock:
                child = Process(target=work, args=(lock,))
                child.start()
            child.join()
            lock.acquire()
    """
    assert held(box.call(source)) == {("caller", *holder)}


def test_who_notes_no_more_leaves_the_notes_of_others(box: Box) -> None:
    source = f"""
        from multiprocessing import Lock, Process

        def take(lock):
            lock.acquire()

        def f():
            mine, free, taken = Lock(), Lock(), Lock()
            child = Process(target=take, args=(taken,))
            child.start()
            child.join()
            mine.acquire()
            for _ in range({MOST_NOTED + 10}):
                with free:
                    pass
            mine.release()
            children = [Process(target=take, args=(lock,)) for lock in (mine, mine, taken)]
            for child in children:
                child.start()
            for child in children:
                child.join()
    """
    assert {(holder, line) for _, holder, line in held(box.call(source))} == {("", 0), ("child 1", 5)}


def test_who_holds_the_lock_itself(box: Box) -> None:
    source = """
        from multiprocessing import Lock

        def f():
            lock = Lock()
            with lock:
                pass
            lock.acquire()
            with lock:
                pass
    """
    outcome = box.call(source)
    assert held(outcome) == {("caller", "caller", 8)}
    assert "waits for a lock that it holds itself, taken at line 8. A Lock can be taken once" in told(outcome)


def test_a_lock_that_a_library_took_has_a_holder_and_no_line(box: Box) -> None:
    source = """
        from multiprocessing import Process, Queue

        def work(queue):
            queue.get()

        def f():
            queue = Queue()
            children = [Process(target=work, args=(queue,)) for _ in range(2)]
            for child in children:
                child.start()
            for child in children:
                child.join()
    """
    ((_, holder, line),) = held(box.call(source))
    assert holder in ("child 1", "child 2")
    assert line == 0


@pytest.mark.parametrize("word", ["0", "2**64 - 1", "holders.TAG << 48 | 2**48 - 1", "holders._me + 99"])
def test_a_word_that_was_tampered_with_is_only_text(box: Box, word: str) -> None:
    source = f"""
        from multiprocessing import Lock
        from grader.runner.origins import holders

        def f():
            lock = Lock()
            lock.acquire()
            lock._holder_word.value = {word}
            lock.acquire()
    """
    outcome = box.call(source)
    assert outcome.end is End.DEADLOCK
    assert "`f` (line 9) waits for a lock that it holds itself" in told(outcome)


@pytest.mark.parametrize("schedule", [None, Schedule()])
def test_the_pipe_whose_end_never_comes(box: Box, schedule: Schedule | None) -> None:
    source = """
        import os

        def f():
            os.close(os.pipe()[0])
            out, into = os.pipe()
            if os.fork() == 0:
                os._exit(0)
            os.wait()
            os.read(out, 1)
    """
    outcome = box.call(textwrap.dedent(source), schedule=schedule)
    (wait,) = outcome.evidence.waits
    assert (wait.kind, wait.line, wait.origin) == ("read", 10, 6)
    assert "`f` (line 10) reads from a pipe that was opened at line 6 and waits for more" in told(outcome)


def test_a_pipe_that_another_thread_has_closed_at_once_is_made_all_the_same(box: Box) -> None:
    source = """
        import errno, os

        def closed(descriptor):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))

        def f():
            os.fstat = closed
            return len(os.pipe())
    """
    assert value(box.call(source)) == 2


def test_a_wait_that_has_no_shape_is_told_with_the_holder(box: Box) -> None:
    source = """
        from multiprocessing import Lock, Process

        def work(lock):
            lock.acquire()

        def f():
            lock = Lock()
            lock.acquire()
            Process(target=work, args=(lock,)).start()
            while True:
                pass
    """
    outcome = box.call(source, wall_seconds=0.5)
    process = next(wait.pid for wait in outcome.evidence.waits if wait.kind == "shared lock")
    caller = next(p.pid for p in outcome.evidence.processes if p.kind is Kind.RUNNER)
    said = f"process {process} (`work`, line 5) waits for a lock that process {caller} took at line 9"
    assert said in told(outcome)
