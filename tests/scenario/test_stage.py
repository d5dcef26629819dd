"""What scenarios hold processes with: nobody measures time, and nobody is held for ever."""

from __future__ import annotations

import pytest
from boxes import Box, value

METHODS = ("fork", "forkserver", "spawn")

NOTHING = """
    def f(function, *args):
        return function(*args)
"""


def test_all_asleep_waits_for_who_runs(box: Box) -> None:
    scene = """
        import os
        import signal

        from grader.scenario import all_asleep

        def scene(student):
            read, write = os.pipe()
            pid = os.fork()
            if pid == 0:
                while not os.get_blocking(read):
                    pass
                if sum(range(3_000_000)) and os.write(write, b"worked"):
                    signal.pause()
            asleep = all_asleep(10.0)
            worked = os.read(read, 100)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return asleep, worked
    """
    assert value(box.play(NOTHING, scene)) == (True, b"worked")


@pytest.mark.parametrize("how", ["patience=0.2", "patience=60.0, spin=0.2"])
def test_all_asleep_gives_up_on_who_never_sleeps(box: Box, how: str) -> None:
    scene = f"""
        import os
        import signal

        from grader.scenario import all_asleep

        def scene(student):
            pid = os.fork()
            if pid == 0:
                while True:
                    pass
            asleep = all_asleep({how})
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return asleep
    """
    assert value(box.play(NOTHING, scene)) is False


def test_a_process_is_awake_as_long_as_one_of_its_threads_is(box: Box) -> None:
    source = """
        import os
        import threading
        import time
        from grader.scenario import all_asleep, signal_for, wait_for

        def work(write):
            signal_for("begun")
            begin = time.thread_time()
            while time.thread_time() - begin < 0.4:
                pass
            os.write(write, b"worked ")

        def f():
            read, write = os.pipe()
            if (pid := os.fork()) == 0:
                thread = threading.Thread(target=work, args=(write,))
                thread.start()
                thread.join()
                os._exit(0)
            wait_for("begun")
            os.write(write, b"asleep" if all_asleep(20.0, samples=4, interval=0.002, spin=9.0) else b"-")
            os.waitpid(pid, 0)
            return os.read(read, 100)
    """
    assert value(box.call(source)) == b"worked asleep"


def test_who_waits_counts_as_asleep(box: Box) -> None:
    scene = """
        import os

        from grader.scenario import all_asleep, meet

        def scene(student):
            read, write = os.pipe()
            pids = []
            for _ in range(3):
                pids.append(os.fork())
                if pids[-1] == 0:
                    meet("all", 3)
                    os.write(write, b"+" if all_asleep(20.0) else b"-")
                    os._exit(0)
            for pid in pids:
                os.waitpid(pid, 0)
            return os.read(read, 100)
    """
    assert value(box.play(NOTHING, scene)) == b"+++"


def test_settle_holds_only_once(box: Box) -> None:
    scene = """
        from grader.scenario import sync

        def scene(student):
            waits = []
            sync.all_asleep = waits.append
            for _ in range(3):
                sync.settle(2.0)
            return waits
    """
    assert value(box.play(NOTHING, scene)) == [2.0]


@pytest.mark.parametrize("how", ["os.environ.clear()", "shutil.rmtree(os.environ['FORKLORE_STAGE'])"])
def test_a_submission_that_takes_the_stage_away_still_gets_its_answer(box: Box, how: str) -> None:
    source = f"import os, shutil\ndef f():\n    {how}\n    return 1\n"
    assert value(box.call(source)) == 1
    assert value(box.call("def f():\n    return 2\n")) == 2


MEETING = """
    import os
    import time

    from grader.scenario import meet

    def scene(student, cpu, comes):
        os.sched_setaffinity(0, [cpu])
        pid = os.fork()
        if pid == 0:
            until = time.process_time() + 0.2
            while time.process_time() < until:
                pass
            os._exit(not comes or not meet("here", 2))
        met = meet("here", 2, patience=1.2)
        return met, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
"""


def test_who_is_kept_waiting_for_a_cpu_is_not_late_for_a_meeting(boxed: Box, held: int) -> None:
    assert value(boxed.play(NOTHING, MEETING, held, True)) == (True, 0)


def test_who_does_not_come_is_missed_also_where_others_hold_the_cpu(boxed: Box, held: int) -> None:
    assert value(boxed.play(NOTHING, MEETING, held, False)) == (False, 1)


@pytest.mark.parametrize("method", METHODS)
def test_what_is_planned_is_done_anywhere_but_in_the_caller(box: Box, method: str) -> None:
    scene = """
        import multiprocessing

        from grader.scenario import act, plan, planned

        def task():
            act(planned())

        def scene(student):
            plan(["fall", "sys.exit(3)"])
            task()
            process = multiprocessing.Process(target=task)
            process.start()
            process.join()
            return planned(), process.exitcode
    """
    assert value(box.play(NOTHING, scene, start_method=method)) == (["fall", "sys.exit(3)"], 3)


@pytest.mark.parametrize(("collects", "status"), [(False, 0), (True, "gone")])
def test_another_child_is_told_with_what_can_be_collected_of_it(
    box: Box, collects: bool, status: object
) -> None:
    scene = """
        import os

        from grader.scenario import another_child

        def scene(student, collects):
            with another_child(0.0):
                for _ in range(2 if collects else 0):  # one has ended before
                    os.wait()
    """
    (observed,) = box.play(NOTHING, scene, collects).evidence.observations
    assert observed.value[0] == "another" and observed.value[2] == status
