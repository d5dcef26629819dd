"""A SIGKILL of the caller acts when the caller waits, however it waits; if it does not, never."""

from __future__ import annotations

import pytest
from boxes import Box, left, value

from grader.evidence import LeftoverKind

SOURCE = """
    import multiprocessing, os, signal, threading, time

    def started():
        process = multiprocessing.get_context("fork").Process(target=signal.pause)
        process.start()
        return process

    def killed():
        process = started()
        process.kill()
        return process

    def forked():
        pid = os.fork()
        if pid == 0:
            signal.pause()
            os._exit(0)
        return pid

    def in_thread(call):
        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        return thread

    def f():
        {then}
        return "over"
"""
SCENE = """
    from grader.runner.kills import slow_kills

    def scene(student):
        held = []
        with slow_kills(student.module, lambda: held.append(True)):
            return [student.f(), len(held)]
"""
WAITS = {
    "join": "process = killed(); process.join()",
    "join in a thread": "process = killed(); in_thread(process.join).join()",
    "killed by a thread": "process = started(); in_thread(process.kill); process.join()",
    "looks with pauses": "process = killed()\n        while process.is_alive(): time.sleep(0.01)",
    "looks with limits": "process = killed()\n        while process.exitcode is None: process.join(0.005)",
    "looks without end": "process = killed()\n        while process.is_alive(): pass",
    "insists": "process = killed()\n        while process.is_alive(): process.kill()",
    "an event with a limit": "process = killed(); ended = threading.Event()\n"
    "        in_thread(lambda: (process.join(), ended.set())); ended.wait(1.5)",
    "waitpid": "pid = forked(); os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)",
    "wait4": "pid = forked(); os.kill(pid, 9); os.wait4(pid, 0)",
    "waitid": "pid = forked(); os.kill(pid, 9); os.waitid(os.P_PID, pid, os.WEXITED)",
}
DOES_NOT = {
    "nothing": "pid = forked(); os.kill(pid, signal.SIGKILL)",
    "a look": "process = killed(); process.is_alive()",
    "join without a limit's time": "process = killed(); process.join(0)",
    "a pause": "process = killed(); time.sleep(0.5); process.exitcode",
    "a thread": "process = killed(); in_thread(process.join)",
}


@pytest.mark.parametrize("then", WAITS.values(), ids=WAITS)
def test_who_waits_sees_the_end(boxed: Box, then: str) -> None:
    outcome = boxed.play(SOURCE.replace("{then}", then), SCENE)
    assert value(outcome) == ["over", 1]
    assert left(outcome) == set()


@pytest.mark.parametrize("then", DOES_NOT.values(), ids=DOES_NOT)
def test_who_does_not_wait_leaves_it_running(boxed: Box, then: str) -> None:
    outcome = boxed.play(SOURCE.replace("{then}", then), SCENE)
    assert value(outcome) == ["over", 1]
    assert LeftoverKind.PROCESS in left(outcome)


def test_other_signals_and_those_of_others_act_at_once(boxed: Box) -> None:
    then = """process = started()
        process.terminate()
        process.join()
        pid = os.fork()
        if pid == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(pid, 0)"""
    assert value(boxed.play(SOURCE.replace("{then}", then), SCENE)) == ["over", 0]


def test_a_process_that_is_gone_is_told_as_ever(boxed: Box) -> None:
    then = """process = started()
        process.terminate()
        process.join()
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return "gone\""""
    assert value(boxed.play(SOURCE.replace("{then}", then), SCENE)) == ["gone", 0]
