"""Short time limits, and forks that are late: nothing goes by habit."""

from __future__ import annotations

from boxes import Box, value

TAKE = """
    import multiprocessing
    import queue
    import time

    def f(limit):
        items, begin = multiprocessing.Queue(), time.monotonic()
        try:
            items.get(timeout=limit)
        except queue.Empty:
            return time.monotonic() - begin
"""
SCENE = """
    from grader.runner.hurry import cut_short

    def scene(student, hurried, limit):
        if hurried:
            cut_short()
        return student.f(limit)
"""


def test_a_short_time_limit_runs_out_at_once(box: Box) -> None:
    assert value(box.play(TAKE, SCENE, True, 1.9)) < 1.9


def test_a_long_limit_is_a_safety_net_and_stays(box: Box) -> None:
    assert value(box.play(TAKE, SCENE, True, 2.1)) >= 2.1


def test_who_waits_again_and_again_may_count_its_waits(box: Box) -> None:
    source = """
        import multiprocessing
        import time

        def f():
            ours, theirs = multiprocessing.Pipe()
            begin = time.monotonic()
            for _ in range(12):
                ours.poll(0.1)
            return time.monotonic() - begin >= 0.2
    """
    scene = """
        from grader.runner.hurry import cut_short

        def scene(student):
            cut_short(times=10)
            return student.f()
    """
    assert value(box.play(source, scene)) is True


FORKS = """
    import os

    def f(waits_first):
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(into, b"x")
            os._exit(3)
        os.read(out, 1)
        os.close(out)
        os.close(into)
        code = os.waitpid(pid, 0)[1] if waits_first else 0
        os.mkdir("went-on")
        code = code or os.waitpid(pid, 0)[1]
        os.rmdir("went-on")
        return os.waitstatus_to_exitcode(code)
"""
LATE = """
    import os
    from grader.runner.hurry import ends_late
    from grader.runner.stage import observe

    def scene(student, waits_first):
        with ends_late(student.module, lambda: observe(os.path.exists("went-on"))):
            return student.f(waits_first)
"""


def test_who_takes_a_message_for_the_end_goes_on_before_the_end_every_time(box: Box) -> None:
    for _ in range(3):
        outcome = box.play(FORKS, LATE, False)
        assert value(outcome) == 3
        assert [seen.value for seen in outcome.evidence.observations] == [True]


def test_who_waits_goes_on_after_the_end(box: Box) -> None:
    outcome = box.play(FORKS, LATE, True)
    assert value(outcome) == 3
    assert [seen.value for seen in outcome.evidence.observations] == [False]
