"""The kernel's word: processes, deaths, threads, execs, signals, who observed what. At every level."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from boxes import Box, children, runner, value

from grader.evidence import End, Kind, Outcome


def tree(outcome: Outcome) -> dict[int, int]:
    """Pid to parent."""
    return {p.pid: p.parent for p in outcome.evidence.processes}


def test_pids_are_those_that_the_submission_sees(box: Box) -> None:
    source = """
        import os

        def f():
            pid = os.fork()
            if pid == 0:
                os._exit(7)
            os.waitpid(pid, 0)
            return os.getpid(), pid
    """
    outcome = box.call(source)
    own, child = value(outcome)
    assert runner(outcome).pid == own
    (seen,) = children(outcome)
    assert (seen.pid, seen.parent, seen.exitcode, seen.reaped, seen.orphaned) == (child, own, 7, True, False)
    assert runner(outcome).begin <= seen.begin <= seen.end <= outcome.evidence.wall_seconds  # type: ignore[operator]
    assert runner(outcome).end is None
    assert runner(outcome).exitcode is None


def test_parents_are_those_that_forked(box: Box) -> None:
    source = """
        import os

        def f():
            out, into = os.pipe()
            if (pid := os.fork()) == 0:
                if (pid := os.fork()) == 0:
                    os.write(into, f"{os.getpid()} {os.getppid()}".encode())
                    os._exit(0)
                os.waitpid(pid, 0)
                os._exit(0)
            os.waitpid(pid, 0)
            os.close(into)
            text = os.read(out, 99).decode()
            os.close(out)
            return os.getpid(), *map(int, text.split())
    """
    outcome = box.call(source)
    own, grandchild, child = value(outcome)
    assert {pid: parent for pid, parent in tree(outcome).items() if pid != own} == {
        child: own,
        grandchild: child,
    }
    assert all(p.reaped and p.exitcode == 0 for p in children(outcome))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGUSR1])
def test_death_by_a_signal_is_negative_and_the_sender_is_known(box: Box, number: int) -> None:
    source = """
        import os
        import signal

        def f(number):
            pid = os.fork()
            if pid == 0:
                signal.pause()
            os.kill(pid, number)
            os.waitpid(pid, 0)
            return os.getpid(), pid
    """
    outcome = box.call(source, "f", int(number))
    own, child = value(outcome)
    (seen,) = children(outcome)
    assert seen.exitcode == -number
    if number != signal.SIGKILL:  # the kernel does not stop a tracee for SIGKILL
        (sent,) = outcome.evidence.signals
        assert (sent.pid, sent.number, sent.sender) == (child, number, own)


def test_a_signal_of_the_kernel_has_no_sender(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            pid = os.fork()
            if pid == 0:
                signal.setitimer(signal.ITIMER_REAL, 0.001)
                signal.pause()
            return os.waitpid(pid, 0)[1]
    """
    outcome = box.call(source)
    assert value(outcome) == signal.SIGALRM
    (sent,) = outcome.evidence.signals
    assert (sent.number, sent.sender) == (signal.SIGALRM, 0)


def test_handled_and_ignored_signals(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            seen = []
            old = signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))
            os.kill(os.getpid(), signal.SIGUSR1)
            signal.signal(signal.SIGUSR1, old)
            return seen
    """
    outcome = box.call(source)
    assert value(outcome) == [1]
    (sent,) = outcome.evidence.signals
    assert (sent.pid, sent.number, sent.sender) == (runner(outcome).pid, signal.SIGUSR1, runner(outcome).pid)


def test_a_child_that_nobody_waited_for_is_not_reaped(box: Box) -> None:
    source = """
        import os

        def f():
            out, into = os.pipe()
            if (pid := os.fork()) == 0:
                os._exit(0)
            os.close(into)
            os.read(out, 1)
            os.close(out)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            return 1
    """
    (seen,) = children(box.call(source))
    assert (seen.exitcode, seen.reaped) == (0, False)


def test_a_child_reaped_through_sigchld_ignored_counts_as_reaped(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            old = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            if (pid := os.fork()) == 0:
                os._exit(3)
            try:
                os.waitpid(pid, 0)
            except ChildProcessError:
                pass
            signal.signal(signal.SIGCHLD, old)
            return 1
    """
    outcome = box.call(source)
    (seen,) = children(outcome)
    assert (seen.exitcode, seen.reaped) == (3, True)
    assert not outcome.evidence.leftovers


ORPHANS = """
    import os

    def f(number):
        found = []
        for _ in range(number):
            out, into = os.pipe()
            if (pid := os.fork()) == 0:
                middle = os.getpid()
                if os.fork() == 0:
                    while os.getppid() == middle:
                        pass
                    os.write(into, b"%d" % os.getpid())
                    os._exit(5)
                os._exit(0)
            os.waitpid(pid, 0)
            os.close(into)
            found.append(int(os.read(out, 99)))
            os.read(out, 1)
            os.close(out)
        return found
"""


def test_orphans_are_known(box: Box) -> None:
    outcome = box.call(ORPHANS, "f", 20)
    orphans = value(outcome)
    record = {p.pid: p for p in children(outcome)}
    assert len(record) == 40
    assert {pid for pid, p in record.items() if p.orphaned} == set(orphans)
    assert {record[pid].exitcode for pid in orphans} == {5}
    assert not any(record[pid].reaped for pid in orphans)


def test_a_child_that_its_parent_left_as_a_zombie_is_not_reaped(box: Box) -> None:
    source = """
        import os

        def f():
            pid = os.fork()
            if pid == 0:
                if os.fork() == 0:
                    os._exit(3)
                os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
                os._exit(0)
            os.waitpid(pid, 0)
    """
    middle, last = children(box.call(source))
    assert (middle.reaped, middle.exitcode) == (True, 0)
    assert (last.reaped, last.exitcode, last.orphaned) == (False, 3, False)


def test_a_process_whose_first_thread_has_ended_still_has_its_children(box: Box) -> None:
    source = """
        import ctypes, os, threading, time

        def on():
            while open(f"/proc/self/task/{os.getpid()}/stat").read().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.001)
            if os.fork() == 0:
                os._exit(3)
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            os._exit(0)

        def f():
            pid = os.fork()
            if pid == 0:
                threading.Thread(target=on).start()
                ctypes.CDLL(None).syscall({"x86_64": 60}.get(os.uname().machine, 93), 0)
            os.waitpid(pid, 0)
    """
    middle, last = children(box.call(source))
    assert (middle.reaped, middle.exitcode) == (True, 0)
    assert (last.reaped, last.exitcode, last.orphaned) == (False, 3, False)


def test_threads_are_counted_and_are_no_processes(box: Box) -> None:
    source = """
        import threading

        def f(number):
            threads = [threading.Thread(target=lambda: None) for _ in range(number)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return number
    """
    outcome = box.call(source, "f", 5)
    assert runner(outcome).threads == 6
    assert not children(outcome)


def test_threads_of_a_child_are_its_own(box: Box) -> None:
    source = """
        import os
        import threading

        def f():
            pid = os.fork()
            if pid == 0:
                thread = threading.Thread(target=lambda: None)
                thread.start()
                thread.join()
                os._exit(0)
            os.waitpid(pid, 0)
    """
    outcome = box.call(source)
    assert [p.threads for p in children(outcome)] == [2]
    assert runner(outcome).threads == 1


def test_execs_are_counted(box: Box) -> None:
    source = """
        import os
        import subprocess

        def f():
            subprocess.run(["/bin/sh", "-c", "exec /bin/sh -c 'exec true'"], check=True)
            pid = os.fork()
            if pid == 0:
                os._exit(0)
            os.waitpid(pid, 0)
    """
    assert [p.execs for p in children(box.call(source))] == [3, 0]


def test_exec_from_a_thread_keeps_the_process(box: Box) -> None:
    source = """
        import os
        import threading

        def f():
            pid = os.fork()
            if pid == 0:
                thread = threading.Thread(target=lambda: os.execv("/bin/sh", ["sh", "-c", "exit 4"]))
                thread.start()
                thread.join()
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    """
    outcome = box.call(source)
    assert value(outcome) == 4
    (seen,) = children(outcome)
    assert (seen.exitcode, seen.execs, seen.threads, seen.reaped) == (4, 1, 2, True)


def test_a_child_that_lives_on_after_its_first_thread_ended(box: Box) -> None:
    source = """
        import ctypes
        import os
        import threading

        def last(gate):
            gate.wait()
            os._exit(6)

        def f():
            pid = os.fork()
            if pid == 0:
                gate = threading.Event()
                threading.Thread(target=last, args=(gate,)).start()
                gate.set()
                ctypes.CDLL(None).pthread_exit(None)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    """
    outcome = box.call(source)
    assert value(outcome) == 6
    (seen,) = children(outcome)
    assert (seen.exitcode, seen.reaped) == (6, True)


def test_stopped_and_continued_processes_go_on(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            pid = os.fork()
            if pid == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
                os._exit(9)
            _, stopped = os.waitpid(pid, os.WUNTRACED)
            os.kill(pid, signal.SIGCONT)
            _, continued = os.waitpid(pid, os.WCONTINUED)
            _, ended = os.waitpid(pid, 0)
            return os.WIFSTOPPED(stopped), os.WIFCONTINUED(continued), os.waitstatus_to_exitcode(ended)
    """
    assert value(box.call(source)) == (True, True, 9)


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_pythons_services_are_named_and_no_children(box: Box, method: str) -> None:
    source = """
        from multiprocessing import Process

        def task():
            pass

        def f():
            process = Process(target=task)
            process.start()
            process.join()
            return process.pid, process.exitcode
    """
    outcome = box.call(source, start_method=method)
    pid, code = value(outcome)
    assert code == 0
    assert [(p.pid, p.exitcode) for p in children(outcome)] == [(pid, 0)]
    names = {p.name for p in outcome.evidence.processes if p.kind is Kind.SERVICE}
    assert names == ({"resource_tracker", "forkserver"} if method == "forkserver" else {"resource_tracker"})
    assert not outcome.evidence.leftovers


def test_a_managers_server_is_a_service(box: Box) -> None:
    source = """
        from multiprocessing import Manager

        def f():
            with Manager() as manager:
                manager.list([1])
    """
    outcome = box.call(source)
    assert {p.name for p in outcome.evidence.processes if p.kind is Kind.SERVICE} == {"manager"}


def test_peaks_and_sums(box: Box) -> None:
    source = """
        import os
        import sys

        def f():
            pids = []
            out, into = os.pipe()
            for _ in range(5):
                pids.append(os.fork())
                if pids[-1] == 0:
                    os.close(into)
                    os.read(out, 1)
                    os._exit(0)
            os.close(into)
            os.close(out)
            for pid in pids:
                os.waitpid(pid, 0)
            os.write(1, b"12345")
            os.write(2, b"678")
    """
    evidence = box.call(source).evidence
    assert evidence.peak_processes == 6
    assert evidence.output_bytes == 8
    assert evidence.cpu_seconds > 0
    assert evidence.wall_seconds > 0


def test_cpu_time_of_children_counts_once(box: Box) -> None:
    source = """
        import os
        import resource
        import time

        def f():
            pid = os.fork()
            if pid == 0:
                while time.process_time() < 0.3:
                    pass
                os._exit(0)
            os.waitpid(pid, 0)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            return used.ru_utime + used.ru_stime
    """
    outcome = box.call(source)
    used = value(outcome)
    assert used <= outcome.evidence.cpu_seconds < used + 0.25


# -- observations ----------------------------------------------------------------------------------


def test_observations_keep_their_order_and_name_who_spoke(box: Box) -> None:
    source = """
        import os

        def f(task):
            for number in range(3):
                pid = os.fork()
                if pid == 0:
                    task(number)
                    os._exit(0)
                os.waitpid(pid, 0)
    """
    scene = """
        import os

        def task(number):
            observe([number, os.getpid()])

        def scene(student):
            observe("begin")
            student.f(task)
            observe("end")
            return os.getpid()
    """
    outcome = box.play(source, scene)
    seen = outcome.evidence.observations
    said: list[Any] = [o.value for o in seen]
    assert said[0] == "begin"
    assert [number for number, _ in said[1:-1]] == [0, 1, 2]
    assert said[-1] == "end"
    assert [o.pid for o in seen[1:-1]] == [pid for _, pid in said[1:-1]]
    assert seen[0].pid == seen[-1].pid == value(outcome)
    assert [o.at for o in seen] == sorted(o.at for o in seen)


def test_a_forged_sender_is_refused(box: Box) -> None:
    source = """
        import json
        import os
        import socket
        import struct

        def f():
            parent = os.getpid()
            pid = os.fork()
            if pid == 0:
                forged = struct.pack("3i", parent, os.getuid(), os.getgid())
                with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                    line.connect(os.environ["FORKLORE_POST"])
                    try:
                        line.sendmsg([b'"forged"'], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, forged)])
                    except PermissionError:
                        os._exit(1)
                os._exit(0)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    """
    outcome = box.call(source)
    if box.isolation == "namespaces" or os.getuid() != 0:  # root outside of a user namespace may forge
        assert value(outcome) == 1
        assert outcome.evidence.observations == []


@pytest.mark.parametrize(
    "text",
    ["\\ud800", "a\\udcffb", "\\0", "\\u2028", "{'$': 1}"],
    ids=["surrogate", "file name", "nul", "u2028", "json"],
)
def test_any_text_can_be_observed(box: Box, text: str) -> None:
    scene = f'def scene(student):\n    observe("{text}")\n    return student.f()\n'
    outcome = box.play("def f():\n    return 1\n", scene)
    assert value(outcome) == 1
    assert len(outcome.evidence.observations) == 1


def test_any_text_can_be_raised_in_a_child(box: Box) -> None:
    source = """
        import os

        def f():
            pid = os.fork()
            if pid == 0:
                raise ValueError("\\ud800")
            os.waitpid(pid, 0)
    """
    outcome = box.call(source)
    assert [escape.by for escape in outcome.escapes] == ["ValueError"]


def test_a_large_observation_is_no_violation_of_the_submission(box: Box) -> None:
    scene = """
        def scene(student):
            observe(b"x" * 50_000)
            return student.f()
    """
    assert box.play("def f():\n    return 1\n", scene).end is not End.VIOLATION


@pytest.mark.parametrize("data", ["b'{'", "b''", "b'1e999'", "b'[' * 5000", "b'x' * 70000"])
def test_an_observation_that_is_none_ends_the_request(box: Box, data: str) -> None:
    source = f"""
        import os
        import socket

        def f():
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.sendto({data}, os.environ["FORKLORE_POST"])
            return 1
    """
    outcome = box.call(source)
    assert outcome.end is End.VIOLATION
    assert not outcome.evidence.observations


def test_signals_without_number_do_not_fill_the_evidence(box: Box) -> None:
    source = """
        import os
        import signal

        def f():
            signal.signal(signal.SIGUSR1, lambda *_: None)
            for _ in range(5000):
                os.kill(os.getpid(), signal.SIGUSR1)
            signal.signal(signal.SIGUSR1, signal.SIG_DFL)
    """
    assert len(box.call(source).evidence.signals) <= 2000
