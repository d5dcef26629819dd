"""The caller's pauses are cut short, whatever it pauses with; its waits for others are not."""

from __future__ import annotations

import pytest
from boxes import Box, value

SOURCE = """
    import multiprocessing, os, queue, select, selectors, signal, threading, time
    from select import select as choose
    from threading import Event
    from time import sleep

    def f():
        {pause}
        return "awake"
"""
SCENE = """
    import time
    from grader.runner.pauses import short_pauses

    def scene(student):
        heard = []
        with short_pauses(student.module, lambda: heard.append(True)):
            student.f()
        return len(heard)
"""
#: Each would take a minute.
PAUSES = {
    "sleep": "time.sleep(60)",
    "sleep under its name": "sleep(60)",
    "event": "threading.Event().wait(60)",
    "event by name": "Event().wait(timeout=60)",
    "condition": "c = threading.Condition(); c.acquire(); c.wait(60)",
    "condition, predicate": "c = threading.Condition(); c.acquire(); c.wait_for(lambda: False, 60)",
    "semaphore": "threading.Semaphore(0).acquire(timeout=60)",
    "select": "select.select([], [], [], 60)",
    "select by name": "choose([], [], [], 60)",
    "selector": "selectors.DefaultSelector().select(60)",
    "poll": "select.poll().poll(60_000)",
    "signals": "signal.sigtimedwait([], 60)",
}


@pytest.mark.parametrize("pause", PAUSES.values(), ids=PAUSES)
def test_a_pause_is_cut_short(boxed: Box, pause: str) -> None:
    assert value(boxed.play(SOURCE.replace("{pause}", pause), SCENE)) == 1


def test_who_pauses_again_and_again_may_count_its_pauses(boxed: Box) -> None:
    source = """
        import time

        def f():
            begin = time.monotonic()
            for _ in range(12):
                time.sleep(0.1)
            return time.monotonic() - begin >= 0.2
    """
    scene = """
        from grader.runner.pauses import short_pauses

        def scene(student, most):
            with short_pauses(student.module, most=most):
                return student.f()
    """
    assert value(boxed.play(source, scene, 10)) is True


#: Others may end each of these sooner: a limit of a minute is a safety net, and one of a second is a guess.
WAITS = {
    "queue": "queue.Queue().get(timeout=1.9)",
    "queue, positional": "queue.Queue().get(True, 1.9)",
    "event of processes": "multiprocessing.Event().wait(1.9)",
    "condition of processes": "c = multiprocessing.Condition(); c.acquire(); c.wait(1.9)",
    "select": "select.select([os.pipe()[0]], [], [], 1.9)",
    "poll": "p = select.poll(); p.register(os.pipe()[0]); p.poll(1900)",
    "signals": "signal.sigtimedwait([signal.SIGUSR1], 1.9)",
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_a_short_wait_for_others_runs_out_at_once(boxed: Box, wait: str) -> None:
    source = """
        import multiprocessing, os, queue, select, signal, time

        def f():
            begin = time.monotonic()
            try:
                {wait}
            except queue.Empty:
                pass
            return time.monotonic() - begin < 1.9
    """
    scene = """
        from grader.runner.pauses import short_pauses

        def scene(student):
            with short_pauses(student.module):
                return student.f()
    """
    assert value(boxed.play(source.replace("{wait}", wait), scene)) is True


HEARS = """
    import os, queue, select, threading

    def f():
        r, w = os.pipe()
        event, items = threading.Event(), queue.Queue()
        def act():
            os.waitpid(os.posix_spawn("/bin/sleep", ["sleep", "0.3"], {}), 0)
            event.set()
            items.put("item")
            os.write(w, b"x")
        threading.Thread(target=act).start()
        return bool({wait})
"""
ANSWER = SCENE.replace("student.f()\n        return len(heard)", "return student.f()")


LONG = ["event.wait(60)", "items.get(timeout=60)", "select.select([r], [], [], 60)[0]"]


@pytest.mark.parametrize("wait", LONG)
def test_a_long_wait_for_a_thread_is_waited_out(boxed: Box, wait: str) -> None:
    assert value(boxed.play(HEARS.replace("{wait}", wait), ANSWER)) is True


def test_a_signal_ends_a_long_wait_for_an_event(boxed: Box) -> None:
    source = """
        import os, signal, threading

        def f():
            ended = threading.Event()
            signal.signal(signal.SIGCHLD, lambda *_: ended.set())
            pid = os.posix_spawn("/bin/sleep", ["sleep", "0.3"], {})
            heard = ended.wait(60)
            os.waitpid(pid, 0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return heard
    """
    assert value(boxed.play(source, ANSWER)) is True


def test_what_the_caller_forks_pauses_as_long_as_it_likes(boxed: Box) -> None:
    source = """
        import os, threading, time

        def f():
            pid = os.fork()
            if pid == 0:
                begin = time.monotonic()
                threading.Event().wait(0.2)
                os._exit(time.monotonic() - begin >= 0.2)
            return os.waitpid(pid, 0)[1] >> 8
    """
    assert value(boxed.play(source, ANSWER)) == 1


def test_everything_is_put_back(boxed: Box) -> None:
    scene = """
        import multiprocessing.synchronize, queue, select, selectors, signal, threading, time
        from grader.runner.pauses import short_pauses

        def now(module):
            things = [time.sleep, threading.Condition.wait, threading.Condition.wait_for, select.select,
                      threading.Semaphore.acquire, queue.Queue.get, select.poll, signal.sigtimedwait,
                      selectors.DefaultSelector.select, multiprocessing.synchronize.Condition.wait]
            return [*things, *vars(module).values()]

        def scene(student):
            before = now(student.module)
            with short_pauses(student.module):
                during = now(student.module)
            return before != during, before == now(student.module)
    """
    assert value(boxed.play(SOURCE.replace("{pause}", "pass"), scene)) == (True, True)
