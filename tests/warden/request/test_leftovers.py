"""What a call leaves is found by kind and name; correct code leaves nothing. At every level."""

from __future__ import annotations

import re
import secrets
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from boxes import Box, children, left, leftovers, until, value

from grader.box.plan import BoxPlan
from grader.evidence import End, LeftoverKind
from grader.messages.checks.left_behind import words

METHODS = ("fork", "forkserver", "spawn")


# -- every kind ------------------------------------------------------------------------------------


def test_a_process_that_is_still_running(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            pid = os.fork()
            if pid == 0:
                signal.pause()
                os._exit(0)
            return pid
    """
    outcome = box.call(source)
    (found,) = outcome.evidence.leftovers
    assert (found.kind, found.pid) == (LeftoverKind.PROCESS, value(outcome))
    assert str(found.pid) in words(found)


def test_a_process_that_is_busy(box: Box) -> None:
    source = """
        import os

        def f():
            if os.fork() == 0:
                while True:
                    pass
    """
    assert left(box.call(source)) == {LeftoverKind.PROCESS}


def test_a_process_that_has_ended_and_was_not_waited_for(box: Box) -> None:
    source = """
        import os

        def f():
            pid = os.fork()
            if pid == 0:
                os._exit(0)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            return pid
    """
    outcome = box.call(source)
    (found,) = outcome.evidence.leftovers
    assert (found.kind, found.pid) == (LeftoverKind.ZOMBIE, value(outcome))


def test_a_process_that_ends_just_after_the_return_was_not_waited_for(box: Box) -> None:
    source = """
        import os
        import time

        def f():
            if os.fork() == 0:
                time.sleep(0.02)
                os._exit(0)
    """
    outcome = box.call(source)
    assert left(outcome) <= {LeftoverKind.PROCESS, LeftoverKind.ZOMBIE}
    assert len(outcome.evidence.leftovers) == 1


KILLED = """
    import os
    import signal
    import sys
    import threading
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import connection

    def until_returned(caller):
        inside = True
        while inside:
            frame, inside = sys._current_frames()[caller], False
            while frame is not None:
                inside = inside or frame.f_code.co_name == "f"
                frame = frame.f_back

    def by_nobody(caller):
        pid = os.fork()
        if pid == 0:
            signal.pause()
            os._exit(0)
        os.kill(pid, {number})
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    def by_the_executor(caller):
        def wait(*args):
            ready = really(*args)
            until_returned(caller)
            return ready

        really, connection.wait = connection.wait, wait
        executor = ProcessPoolExecutor(1)
        executor.submit(signal.pause)
        (process,) = executor._processes.values()
        executor.shutdown(wait=False, cancel_futures=True)
        os.kill(process.pid, {number})

    def f():
        {collected}(threading.get_ident())
"""


@pytest.mark.parametrize("number", ["signal.SIGKILL", "signal.SIGTERM"])
def test_a_killed_process_that_its_executor_collects_is_not_left(box: Box, number: str) -> None:
    """ProcessPoolExecutor.kill_workers (3.14) leaves it to the executor's thread to wait for them."""
    assert left(box.call(KILLED.format(number=number, collected="by_the_executor"))) == set()


def test_a_killed_process_that_nobody_collects_is_left(box: Box) -> None:
    outcome = box.call(KILLED.format(number="signal.SIGKILL", collected="by_nobody"))
    assert left(outcome) == {LeftoverKind.ZOMBIE}


def test_a_daemon_that_left_its_session_is_found(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            out, into = os.pipe()
            if (pid := os.fork()) == 0:
                os.setsid()
                if os.fork() == 0:
                    os.write(into, b"x")
                    os.closerange(3, 1000)
                    signal.pause()
                os._exit(0)
            os.waitpid(pid, 0)
            os.read(out, 1)
            os.close(out)
            os.close(into)
    """
    assert left(box.call(source)) == {LeftoverKind.PROCESS}


@pytest.mark.parametrize(
    ("opened", "named"),
    [
        ("os.pipe()", "pipe"),
        ("os.open('answer.py', os.O_RDONLY)", "answer.py"),
        ("KEPT.append(open('answer.py'))", "answer.py"),
        ("KEPT.append(socket.socketpair())", "socket"),
        ("os.memfd_create('block')", "block"),
    ],
)
def test_a_descriptor(box: Box, opened: str, named: str) -> None:
    source = f"import os, socket\nKEPT = []\ndef f():\n    {opened}\n"
    outcome = box.call(source)
    assert left(outcome) == {LeftoverKind.DESCRIPTOR}
    assert all(named in words(found) for found in outcome.evidence.leftovers)
    assert len(outcome.evidence.leftovers) == (2 if "pair" in opened or "pipe" in opened else 1)


def test_a_descriptor_in_the_place_of_the_callers(box: Box) -> None:
    source = """
        import os

        def f():
            fd = os.open("answer.py", os.O_RDONLY)
            os.dup2(fd, 0)
            os.close(fd)
    """
    assert left(box.call(source)) == {LeftoverKind.DESCRIPTOR}


def test_shared_memory(boxed: Box) -> None:
    """Isolation level none shares /dev/shm with the machine: nobody can say whose a block is."""
    name = f"forklore-{secrets.token_hex(8)}"
    source = """
        from multiprocessing import shared_memory

        def f(name):
            shared_memory.SharedMemory(name, create=True, size=10).close()
    """
    try:
        outcome = boxed.call(source, "f", name)
        assert left(outcome) == {LeftoverKind.SHARED_MEMORY}
        assert name in words(outcome.evidence.leftovers[0])
    finally:
        _remove_block(name)


def _remove_block(name: str) -> None:
    Path(f"/dev/shm/{name}").unlink(missing_ok=True)


def test_a_named_semaphore(boxed: Box) -> None:
    name = f"forklore-{secrets.token_hex(8)}"
    source = """
        import ctypes

        def f(name):
            ctypes.CDLL(None).sem_open(name.encode(), 0o100, 0o600, 1)
    """
    try:
        outcome = boxed.call(source, "f", "/" + name)
        assert [words(found) for found in leftovers(outcome, LeftoverKind.SEMAPHORE)] == [
            f"/dev/shm/sem.{name}, still there"
        ]
    finally:
        _remove_block(f"sem.{name}")


@pytest.mark.parametrize("folder", ["", "tempfile.gettempdir() + '/'"])
def test_a_fifo(box: Box, folder: str) -> None:
    outcome = box.call(f"import os, tempfile\ndef f():\n    os.mkfifo({folder or repr('')} + 'line')\n")
    assert left(outcome) == {LeftoverKind.FIFO}
    assert "line" in words(outcome.evidence.leftovers[0])


@pytest.mark.parametrize(
    "made",
    [
        "open('left.txt', 'w').close()",
        "os.mkdir('left.d')",
        "tempfile.mkstemp(prefix='left')[0]",
        "os.symlink('x', 'left')",
    ],
)
def test_a_file(box: Box, made: str) -> None:
    source = f"import os, tempfile\ndef f():\n    fd = {made}\n    if fd: os.close(fd)\n"
    outcome = box.call(source)
    assert left(outcome) == {LeftoverKind.FILE}
    assert "left" in words(outcome.evidence.leftovers[0])


def test_a_file_that_may_stay_is_none(box: Box) -> None:
    source = "def f():\n    open('kept.txt', 'w').close()\n    open('left.txt', 'w').close()\n"
    outcome = box.call(source, keeps=("kept.txt",))
    assert len(leftovers(outcome, LeftoverKind.FILE)) == 1
    assert "left.txt" in words(outcome.evidence.leftovers[0])


@pytest.mark.parametrize(
    "changed",
    [
        "signal.signal(signal.SIGUSR1, lambda *_: None)",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "signal.signal(signal.SIGINT, signal.SIG_DFL)",
    ],
)
def test_a_signal_handler(box: Box, changed: str) -> None:
    assert left(box.call(f"import signal\ndef f():\n    {changed}\n")) == {LeftoverKind.HANDLER}


def test_the_working_directory(box: Box) -> None:
    assert left(box.call("import os\ndef f():\n    os.chdir('/')\n")) == {LeftoverKind.DIRECTORY}


def test_the_start_method(box: Box) -> None:
    source = "import multiprocessing\ndef f():\n    multiprocessing.set_start_method('spawn', force=True)\n"
    assert left(box.call(source)) == {LeftoverKind.START_METHOD}


def test_several_kinds_at_once(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            if os.fork() == 0:
                signal.pause()
            os.pipe()
            open("left.txt", "w").close()
    """
    assert left(box.call(source)) == {LeftoverKind.PROCESS, LeftoverKind.DESCRIPTOR, LeftoverKind.FILE}


def test_leftovers_of_a_call_that_raised(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            if os.fork() == 0:
                signal.pause()
            raise ValueError
    """
    assert left(box.call(source)) == {LeftoverKind.PROCESS}


def test_each_call_of_a_scenario_is_looked_at_by_itself(box: Box) -> None:
    source = "def f(name):\n    if name:\n        open(name, 'w').close()\n"
    scene = """
        def scene(student):
            student.f("")
            open("own.txt", "w").close()
            student.f("left.txt")
            student.f("")
    """
    outcome = box.play(source, scene)
    assert [words(found).rpartition("/")[2] for found in outcome.evidence.leftovers] == [
        "left.txt, still there"
    ]


def test_what_is_left_once_is_told_once(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            if os.fork() == 0:
                signal.pause()
    """
    outcome = box.play(source, "def scene(student):\n    student.f()\n    student.f()\n")
    assert len(outcome.evidence.leftovers) == len({found.pid for found in outcome.evidence.leftovers}) == 2


def test_what_lives_when_the_caller_dies_is_left(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            if os.fork() == 0:
                signal.pause()
            os._exit(0)
    """
    outcome = box.call(source)
    assert outcome.end is End.DIED
    assert left(outcome) == {LeftoverKind.PROCESS}


# -- correct code ----------------------------------------------------------------------------------

CORRECT = {
    "Process": """
        def f():
            process = multiprocessing.Process(target=task, args=(1,))
            process.start()
            process.join()
            return process.exitcode
    """,
    "Process without wait": """
        def f():
            process = multiprocessing.Process(target=task, args=(1,), daemon=True)
            process.start()
            while process.is_alive():
                time.sleep(0.001)
            return process.exitcode
    """,
    "Pool": """
        def f():
            with multiprocessing.Pool(2) as pool:
                assert pool.map(task, range(4)) == [1, 2, 3, 4]
                pool.close()
                pool.join()
            return 0
    """,
    "Pool ended by its with block": """
        def f():
            with multiprocessing.Pool(2) as pool:
                assert pool.map(task, range(4)) == [1, 2, 3, 4]
            pool.join()
            return 0
    """,
    "Queue": """
        def f():
            queue = multiprocessing.Queue()
            process = multiprocessing.Process(target=put, args=(queue, 200_000))
            process.start()
            assert len(queue.get()) == 200_000
            process.join()
            queue.close()
            queue.join_thread()
            return process.exitcode
    """,
    "Queue left to the collector": """
        def f():
            queue = multiprocessing.Queue()
            queue.put(1)
            assert queue.get() == 1
            return 0
    """,
    "JoinableQueue": """
        def f():
            queue = multiprocessing.JoinableQueue()
            queue.put(1)
            queue.get()
            queue.task_done()
            queue.join()
            queue.close()
            queue.join_thread()
            return 0
    """,
    "SimpleQueue and Pipe": """
        def f():
            queue = multiprocessing.SimpleQueue()
            queue.put(1)
            one, other = multiprocessing.Pipe()
            one.send(queue.get())
            other.recv()
            for end in (one, other, queue):
                end.close()
            return 0
    """,
    "Manager": """
        def f():
            with multiprocessing.Manager() as manager:
                found = manager.dict()
                process = multiprocessing.Process(target=found.update, args=({1: 2},))
                process.start()
                process.join()
                assert dict(found) == {1: 2}
            return 0
    """,
    "ProcessPoolExecutor": """
        def f():
            with concurrent.futures.ProcessPoolExecutor(2) as pool:
                assert list(pool.map(task, range(4))) == [1, 2, 3, 4]
            return 0
    """,
    "Value": """
        def f():
            number = multiprocessing.Value("i", 0)
            process = multiprocessing.Process(target=add, args=(number,))
            process.start()
            process.join()
            assert number.value == 1
            return process.exitcode
    """,
    "Lock, Event, Semaphore, Barrier, Condition": """
        def f():
            lock, event = multiprocessing.Lock(), multiprocessing.Event()
            others = multiprocessing.Semaphore(2), multiprocessing.Barrier(1), multiprocessing.Condition()
            process = multiprocessing.Process(target=use, args=(lock, event))
            process.start()
            event.wait()
            process.join()
            with lock:
                return process.exitcode
    """,
    "SharedMemory": """
        def f():
            block = shared_memory.SharedMemory(create=True, size=1000)
            process = multiprocessing.Process(target=fill, args=(block.name,))
            process.start()
            process.join()
            assert block.buf[0] == 7
            block.close()
            block.unlink()
            return process.exitcode
    """,
    "threads": """
        def f():
            queue_of_threads = queue.Queue()
            with concurrent.futures.ThreadPoolExecutor(3) as pool:
                list(pool.map(queue_of_threads.put, range(5)))
            return 0
    """,
    "subprocess": """
        def f():
            done = subprocess.run(["/bin/sh", "-c", "echo 1"], capture_output=True, check=True)
            assert done.stdout == b"1\\n"
            return done.returncode
    """,
    "temporary files": """
        def f():
            with tempfile.NamedTemporaryFile(), tempfile.TemporaryFile():
                with tempfile.TemporaryDirectory() as folder:
                    os.mkfifo(folder + "/line")
            return 0
    """,
}
HEAD = """
import concurrent.futures
import multiprocessing
import os
import queue
import subprocess
import tempfile
import time
from multiprocessing import shared_memory

def task(number):
    return number + 1 if number < 100 else 0

def put(queue, size):
    queue.put("x" * size)

def add(number):
    with number.get_lock():
        number.value += 1

def use(lock, event):
    with lock:
        event.set()

def fill(name):
    block = shared_memory.SharedMemory(name)
    block.buf[0] = 7
    block.close()
"""
WITHOUT_PROCESS = {
    "threads",
    "subprocess",
    "temporary files",
    "Queue left to the collector",
    "SimpleQueue and Pipe",
}


@pytest.mark.parametrize(
    ("what", "method"),
    [
        (what, method)
        for what in CORRECT
        for method in METHODS
        if method == "fork" or what not in WITHOUT_PROCESS
    ],
)
def test_correct_code_leaves_nothing(box: Box, what: str, method: str) -> None:
    outcome = box.call(HEAD + textwrap.dedent(CORRECT[what]), start_method=method)
    assert outcome.evidence.leftovers == []
    assert value(outcome) == 0
    assert not outcome.escapes
    assert all(process.reaped for process in children(outcome))


def test_a_handler_that_was_set_back_is_none(box: Box) -> None:
    source = """
        import signal

        def f():
            old = signal.signal(signal.SIGALRM, lambda *_: None)
            signal.setitimer(signal.ITIMER_REAL, 0.001)
            signal.pause()
            signal.signal(signal.SIGALRM, old)
    """
    assert not box.call(source).evidence.leftovers


def test_a_second_call_may_use_what_the_first_opened_and_closed(box: Box) -> None:
    source = "import os\ndef f():\n    for fd in os.pipe():\n        os.close(fd)\n"
    scene = "def scene(student):\n    for _ in range(20):\n        student.f()\n"
    assert not box.play(source, scene).evidence.leftovers


def test_a_feeder_thread_that_is_ending_gets_its_time(box: Box) -> None:
    source = """
        import multiprocessing

        def f():
            queue = multiprocessing.Queue()
            queue.put("x" * 30_000)
            assert queue.get()
            queue.close()
    """
    assert not box.call(source).evidence.leftovers


def test_blocks_of_somebody_else_are_not_the_submissions(plan_of: Callable[[str], BoxPlan]) -> None:
    """At level none /dev/shm is the machine's; another program's block appears while the call runs."""
    source = """
        import os
        import time

        def f(started, go):
            os.close(os.open(started, os.O_CREAT))
            while not os.path.exists(go):
                time.sleep(0.002)
            os.unlink(started)
    """
    started, go = (Path("/dev/shm") / f"forklore-{secrets.token_hex(8)}" for _ in range(2))

    def other_program() -> None:
        until(started.exists)
        go.touch()

    thread = threading.Thread(target=other_program)
    box = Box(plan_of("none"))
    try:
        value(box.call("def f():\n    return 1\n"))  # started before the thread
        thread.start()
        outcome = box.call(source, "f", str(started), str(go))
        assert value(outcome) is None
        assert not outcome.evidence.leftovers
    finally:
        thread.join()
        box.close()
        for path in (started, go):
            path.unlink(missing_ok=True)


# -- where what was left began -----------------------------------------------------------------------


def test_a_process_that_was_left_is_told_with_the_line_that_forked_it(box: Box) -> None:
    source = """
        import os
        import signal

        def stay():
            signal.pause()
            os._exit(0)

        def f():
            if (pid := os.fork()) == 0:
                os._exit(0)
            os.waitpid(pid, 0)
            if os.fork() == 0:
                stay()
    """
    (found,) = box.call(source).evidence.leftovers
    assert re.fullmatch(r"process \d+ \(forked at line 13\), still running", words(found))


def test_a_zombie_is_told_with_the_line_that_forked_it(box: Box) -> None:
    source = """
        import os
        from multiprocessing import Process

        def f():
            child = Process(target=int)
            child.start()
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
            child._popen = None
    """
    (found,) = leftovers(box.call(source), LeftoverKind.ZOMBIE)
    assert "(forked at line 7), which had ended" in words(found)


def test_descriptors_are_told_with_the_line_that_opened_them(box: Box) -> None:
    source = """
        import os
        import socket
        from multiprocessing import Pipe

        kept = []

        def opened():
            return os.pipe()

        def f():
            ends = [os.pipe() for _ in range(3)]
            for end in (end for pair in ends for end in pair):
                os.close(end)
            kept.append(opened())
            kept.append(Pipe())
            kept.append(socket.socketpair())
            kept.append(os.dup(kept[0][1]))
            kept.append(open(__file__))
    """
    found = [(one.path.rpartition("/")[2], one.line) for one in box.call(source).evidence.leftovers]
    of_file = [("answer.py", 0)]
    assert found == [("pipe", 9)] * 2 + [("socket", 16)] * 2 + [("socket", 17)] * 2 + [("pipe", 9)] + of_file


def test_a_line_that_opened_is_told_in_words(box: Box) -> None:
    (found, _) = box.call("import os\ndef f():\n    os.pipe()\n").evidence.leftovers
    assert re.fullmatch(r"descriptor \d+ \(pipe, opened at line 3\), still open", words(found))


def test_notes_that_were_tampered_with_are_only_text(box: Box) -> None:
    source = """
        import os
        from grader.runner import guard
        from grader.runner.origins import openings

        def f(address):
            openings.address = guard.address = lambda: address
            openings._notes = None
            return os.listdir("/proc/self/fd")

        def g():
            openings._notes[:] = [2**64 - 1] * openings.MOST
            real = os.pipe.__wrapped__
            real()
    """
    assert box.call(source, "f", 1).end is End.ANSWERED
    assert [one.line for one in box.call(source, "g").evidence.leftovers] == [0, 0]


def test_lines_that_do_not_match_the_forks_are_not_told(box: Box) -> None:
    source = """
        import os
        import signal
        from grader.runner import guard

        def f():
            guard._forks.append(1)
            if os.fork() == 0:
                signal.pause()
    """
    (found,) = box.call(source).evidence.leftovers
    assert "line" not in words(found)
