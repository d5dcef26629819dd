"""A caller that hears late who has ended: what was sent before lies in the pipe, every time."""

from __future__ import annotations

import textwrap

import pytest
from boxes import Box, value

#: ``f`` reads what two processes put while {question}, and at the end if {after}.
READ = """
    import multiprocessing
    import os
    import queue
    from multiprocessing import connection
    from multiprocessing.connection import wait

    def put(q, letter):
        for number in range(3):
            q.put(f"{letter}{number}")

    def f():
        q = multiprocessing.Queue()
        processes = [multiprocessing.Process(target=put, args=(q, letter)) for letter in "ab"]
        for process in processes:
            process.start()
        found = []
        while {question}:
            try:
                found.append(q.get(timeout=0.05))
            except queue.Empty:
                pass
        try:
            while {after}:
                found.append(q.get(timeout=0.05))
        except queue.Empty:
            pass
        for process in processes:
            process.join()
        return sorted(found)
"""
QUESTIONS = {
    "is_alive": "any(process.is_alive() for process in processes)",
    "exitcode": "None in [process.exitcode for process in processes]",
    "active_children": "set(multiprocessing.active_children()) & set(processes)",
    "join": "[process.join(0.01) for process in processes] and any(p.exitcode is None for p in processes)",
    "sentinel": "len(connection.wait([p.sentinel for p in processes], 0)) < 2",
    "sentinel by name": "len(wait([p.sentinel for p in processes], 0)) < 2",
}
CASES = [
    *(("fork", question) for question in QUESTIONS),
    ("forkserver", "is_alive"),
    ("forkserver", "sentinel"),
    ("spawn", "is_alive"),
]
ALL = ["a0", "a1", "a2", "b0", "b1", "b2"]


def reading(question: str, after: bool) -> str:
    return textwrap.dedent(READ.replace("{question}", QUESTIONS[question]).replace("{after}", str(after)))


@pytest.mark.parametrize(("method", "question"), CASES)
def test_who_stops_at_the_end_of_others_loses_items(box: Box, method: str, question: str) -> None:
    found = value(box.call(reading(question, after=False), start_method=method, late=True))
    assert isinstance(found, list)
    assert set(found) < set(ALL)


@pytest.mark.parametrize(("method", "question"), CASES)
def test_who_reads_on_after_the_end_of_others_loses_nothing(box: Box, method: str, question: str) -> None:
    assert value(box.call(reading(question, after=True), start_method=method, late=True)) == ALL


FORKED = """
    import os
    {imports}

    def f():
        r, w = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(w, b"all of it")
            os._exit(0)
        os.close(w)
        os.set_blocking(r, False)
        found = b""
        while {question}:
            try:
                found += os.read(r, 100)
            except BlockingIOError:
                pass
        os.close(r)
        return found
"""
FORKED_QUESTIONS = [
    "os.waitpid(pid, os.WNOHANG) == (0, 0)",
    "os.wait4(pid, os.WNOHANG)[:2] == (0, 0)",
    "os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG) is None",
    "waitpid(pid, WNOHANG) == (0, 0)",
]


@pytest.mark.parametrize("question", FORKED_QUESTIONS)
def test_raw_waits_are_questions_as_well(box: Box, question: str) -> None:
    imports = "from os import WNOHANG, waitpid" if question.startswith("waitpid") else ""
    source = FORKED.replace("{question}", question).replace("{imports}", imports)
    assert value(box.call(source, late=True)) == b""


def test_a_child_that_waits_for_the_caller_is_alive(box: Box) -> None:
    source = """
        import multiprocessing
        import os

        def hold(end):
            end.recv()

        def f():
            ours, theirs = multiprocessing.Pipe()
            process = multiprocessing.Process(target=hold, args=(theirs,))
            process.start()
            alive = process.is_alive(), process.exitcode
            ours.send("go")
            process.join()
            return alive
    """
    assert value(box.call(source, late=True)) == (True, None)


def test_a_child_that_polls_without_sleeping_holds_nobody_up_for_long(box: Box) -> None:
    source = """
        import multiprocessing

        def poll(over):
            while not over.is_set():
                pass

        def f():
            over = multiprocessing.Event()
            process = multiprocessing.Process(target=poll, args=(over,))
            process.start()
            alive = [process.is_alive() for _ in range(40)]
            over.set()
            process.join()
            return all(alive)
    """
    assert value(box.call(source, late=True)) is True


def test_a_child_begins_when_the_caller_waits(box: Box) -> None:
    source = """
        import os
        import time

        def f():
            pid = os.fork()
            if pid == 0:
                open("begun", "w").close()
                os._exit(0)
            until = time.process_time() + 0.2
            while time.process_time() < until:
                pass
            before = os.path.exists("begun")
            os.waitpid(pid, 0)
            after = os.path.exists("begun")
            os.unlink("begun")
            return before, after
    """
    assert value(box.call(source, late=True)) == (False, True)


def test_a_child_begins_when_the_caller_waits_also_where_others_hold_the_cpu(boxed: Box, held: int) -> None:
    source = f"""
        import os
        import time

        def f():
            os.sched_setaffinity(0, [{held}])
            pid = os.fork()
            if pid == 0:
                open("begun", "w").close()
                os._exit(0)
            until = time.process_time() + 0.25
            while time.process_time() < until:
                pass
            before = os.path.exists("begun")
            os.waitpid(pid, 0)
            os.unlink("begun")
            return before
    """
    assert value(boxed.call(source, late=True)) is False


def test_a_pause_is_over_before_a_child_has_begun(box: Box) -> None:
    source = """
        import multiprocessing
        import time

        def f():
            queue = multiprocessing.Queue()
            process = multiprocessing.Process(target=queue.put, args=("item",))
            process.start()
            time.sleep(1.5)
            seen = queue.empty()
            item = queue.get()
            process.join()
            return seen, item
    """
    assert value(box.call(source, "f", late=True)) == (True, "item")
