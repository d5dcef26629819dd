"""Every limit ends the request, by name, within a second of being reached. At every level."""

from __future__ import annotations

import time
from typing import Any

import pytest
from boxes import Box, patience, value

from grader.evidence import End, Outcome
from grader.limits import Limits


def stopped(box: Box, source: str, name: str, within: float = 10.0, **limits: Any) -> Outcome:
    """The outcome of a request that must be ended by the limit ``name``, and no later than ``within`` s."""
    began = time.monotonic()
    outcome = box.call(source, **limits)
    took = time.monotonic() - began
    assert (outcome.end, outcome.limit) == (End.LIMIT, name), outcome
    assert outcome.reason is not None
    assert outcome.answer == ""
    assert took < patience(within), f"{took:.2f} s"
    return outcome


SLEEP = "import time\ndef f():\n    time.sleep(60)\n"

HANGS = {
    "sleeps": SLEEP,
    "spins": "def f():\n    while True:\n        pass\n",
    "ignores every signal": """
        import signal
        import time

        def f():
            for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            while True:
                time.sleep(1)
    """,
    "catches everything": """
        def f():
            while True:
                try:
                    while True:
                        pass
                except:
                    pass
    """,
    "polls": "import os\ndef f():\n    while not os.path.exists('never'):\n        pass\n",
}


STUCK = {
    "waits for itself": "import os\ndef f():\n    os.read(os.pipe()[0], 1)\n",
    "stops itself": "import os, signal\ndef f():\n    os.kill(os.getpid(), signal.SIGSTOP)\n",
    "parent and child wait for each other": """
        import os

        def f():
            out, into = os.pipe()
            if (pid := os.fork()) == 0:
                os.read(out, 1)
                os._exit(0)
            os.waitpid(pid, 0)
    """,
}


@pytest.mark.parametrize("kind", STUCK)
def test_what_can_never_end_is_ended_at_the_wall_at_the_latest(box: Box, kind: str) -> None:
    began = time.monotonic()
    outcome = box.call(STUCK[kind], wall_seconds=1.0)
    assert outcome.end is End.DEADLOCK or outcome.limit == "wall_seconds"
    assert outcome.answer == ""
    assert time.monotonic() - began < patience(2.0)


@pytest.mark.parametrize("hang", HANGS)
def test_wall(box: Box, hang: str) -> None:
    stopped(box, HANGS[hang], "wall_seconds", 1.3, wall_seconds=0.3)


def test_cpu(box: Box) -> None:
    outcome = stopped(box, HANGS["spins"], "cpu_seconds", 20.0, cpu_seconds=0.3)
    assert 0.3 < outcome.evidence.cpu_seconds < 1.3


def test_cpu_of_children_that_have_ended(box: Box) -> None:
    source = """
        import os
        import time

        def f():
            while True:
                if (pid := os.fork()) == 0:
                    while time.process_time() < 0.1:
                        pass
                    os._exit(0)
                os.waitpid(pid, 0)
    """
    outcome = stopped(box, source, "cpu_seconds", 20.0, cpu_seconds=0.5)
    assert 0.5 < outcome.evidence.cpu_seconds < 1.5


def test_memory(box: Box) -> None:
    source = "import time\ndef f():\n    block = bytearray(b'x') * (100 << 20)\n    time.sleep(60)\n"
    outcome = stopped(box, source, "memory_bytes", memory_bytes=48 << 20)
    assert outcome.evidence.peak_memory_bytes > 48 << 20


def test_memory_of_all_processes_together(box: Box) -> None:
    source = """
        import os
        import time

        def f():
            for _ in range(4):
                if os.fork() == 0:
                    break
            block = bytearray(b'x') * (20 << 20)
            time.sleep(60)
    """
    stopped(box, source, "memory_bytes", memory_bytes=64 << 20)


def test_memory_shared_between_processes(box: Box) -> None:
    source = """
        import mmap
        import time

        def f():
            block = mmap.mmap(-1, 100 << 20)
            for start in range(0, 100 << 20, 4096):
                block[start] = 1
            time.sleep(60)
    """
    stopped(box, source, "memory_bytes", wall_seconds=3.0, memory_bytes=48 << 20)


def test_memory_that_is_inherited_counts_once(box: Box) -> None:
    source = """
        import os

        def f():
            block = bytearray(b'x') * (40 << 20)
            out, into = os.pipe()
            pids = []
            for _ in range(4):
                pids.append(os.fork())
                if pids[-1] == 0:
                    os.close(into)
                    os.read(out, 1)
                    os._exit(0)
            import time
            time.sleep(0.4)
            os.close(into)
            os.close(out)
            for pid in pids:
                os.waitpid(pid, 0)
            return len(block) >> 20
    """
    assert value(box.call(source, memory_bytes=120 << 20)) == 40


def test_processes(box: Box) -> None:
    source = """
        import os
        import time

        def f():
            for _ in range(20):
                if os.fork() == 0:
                    time.sleep(60)
            time.sleep(60)
    """
    outcome = stopped(box, source, "processes", processes=10)
    assert outcome.evidence.peak_processes >= 11


def test_a_fork_bomb_is_stopped_in_under_a_second(box: Box) -> None:
    source = """
        import os
        import time

        def f():
            until = time.monotonic() + 5
            while time.monotonic() < until:
                os.fork()
            os._exit(0)
    """
    value(box.call("def f():\n    return 1\n"))  # the box is up
    outcome = stopped(box, source, "processes", 1.0, memory_bytes=4 << 30)
    assert 65 <= outcome.evidence.peak_processes < 200
    assert len(outcome.evidence.processes) < 1000


def test_as_many_processes_as_allowed_are_within_the_memory_allowed(box: Box) -> None:
    source = """
        import os
        import time

        def f(number):
            out, into = os.pipe()
            pids = []
            for _ in range(number):
                pids.append(os.fork())
                if pids[-1] == 0:
                    os.close(into)
                    os.read(out, 1)
                    os._exit(0)
            time.sleep(0.5)
            os.close(into)
            os.close(out)
            for pid in pids:
                os.waitpid(pid, 0)
            return number
    """
    assert value(box.call(source, "f", Limits().processes - 1)) == Limits().processes - 1


def test_threads(box: Box) -> None:
    source = """
        import threading
        import time

        def f():
            for _ in range(30):
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            time.sleep(60)
    """
    stopped(box, source, "threads", threads=20)


def test_threads_of_all_processes_together(box: Box) -> None:
    source = """
        import os
        import threading
        import time

        def f():
            for _ in range(3):
                if os.fork() == 0:
                    for _ in range(8):
                        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                    time.sleep(60)
            time.sleep(60)
    """
    stopped(box, source, "threads", threads=20)


@pytest.mark.parametrize("fd", [1, 2])
def test_output(box: Box, fd: int) -> None:
    source = f"import os\ndef f():\n    while True:\n        os.write({fd}, b'x' * 1000)\n"
    outcome = stopped(box, source, "output_bytes", output_bytes=100_000)
    assert outcome.evidence.output_bytes > 100_000
    assert len(outcome.stdout) + len(outcome.stderr) <= 200_000


def test_disk(box: Box) -> None:
    source = """
        import time

        def f():
            for number in range(10):
                with open(f"file{number}", "wb") as file:
                    file.write(b"x" * (1 << 20))
            time.sleep(60)
    """
    stopped(box, source, "disk_bytes", disk_bytes=4 << 20)


@pytest.mark.parametrize("folder", ["tempfile.gettempdir()", "os.environ['FORKLORE_STAGE']"])
def test_disk_elsewhere(box: Box, folder: str) -> None:
    source = f"""
        import os
        import tempfile
        import time

        def f():
            for number in range(6):
                with open({folder} + f"/file{{number}}", "wb") as file:
                    file.write(b"x" * (1 << 20))
            time.sleep(60)
    """
    stopped(box, source, "disk_bytes", disk_bytes=4 << 20)


def test_a_full_disk_is_the_limit_and_not_the_exception_that_tells_of_it(box: Box) -> None:
    source = """
        def f():
            with open("large", "wb") as file:
                while True:
                    file.write(bytes(1 << 20))
    """
    outcome = box.call(source, disk_bytes=16 << 20)
    assert (outcome.end, outcome.limit) == (End.LIMIT, "disk_bytes")


@pytest.mark.timeout(300)  # where there are no namespaces the tracer is told of every file
def test_files_without_content_count_too(box: Box) -> None:
    source = """
        import os
        import time

        def f():
            for number in range(12_000):  # more than may be made
                os.close(os.open(f"file{number}", os.O_CREAT))
            time.sleep(60)
    """
    stopped(box, source, "disk_bytes", 55.0, wall_seconds=50.0)


def test_answer(box: Box) -> None:
    outcome = box.call("def f():\n    return 'x' * 200_000\n", answer_bytes=100_000)
    assert (outcome.end, outcome.limit) == (End.LIMIT, "answer_bytes")


def test_observations(box: Box) -> None:
    scene = """
        def scene(student):
            while True:
                observe(1)
    """
    began = time.monotonic()
    outcome = box.play("def f():\n    pass\n", scene, observations=50)
    assert (outcome.end, outcome.limit) == (End.LIMIT, "observations")
    assert time.monotonic() - began < patience(10)
    assert 50 <= len(outcome.evidence.observations) <= 2000


@pytest.mark.parametrize(
    "limits",
    [
        {"processes": 1},
        {"threads": 1},
        {"output_bytes": 1},
        {"observations": 1},
        {"disk_bytes": 1 << 20},
        {"cpu_seconds": 5.0},
    ],
    ids=lambda limits: next(iter(limits)),
)
def test_what_stays_below_its_limits_is_answered(box: Box, limits: dict[str, Any]) -> None:
    assert value(box.call("def f():\n    return 1\n", **limits)) == 1


def test_the_next_request_has_its_own_limits(box: Box) -> None:
    stopped(box, HANGS["spins"], "wall_seconds", 1.3, wall_seconds=0.3)
    outcome = box.call("def f():\n    return sum(range(1000))\n", cpu_seconds=1.0, wall_seconds=5.0)
    assert value(outcome) == 499500
    assert outcome.evidence.wall_seconds < 5
