"""Signal races: the handler is not there yet, or comes in between."""

import os
import signal
import time

from kit import alone, cells, ended, forked, remove, text


def update_in_between():
    """Both additions count."""
    total = cells()

    def add(*_):
        total[0] += 1

    before = signal.signal(signal.SIGUSR1, add)
    parent = os.getpid()
    pids = forked(lambda: os.kill(parent, signal.SIGUSR1))
    total[0] += 1
    ended(pids)
    signal.signal(signal.SIGUSR1, before)
    return total[0] == 2


def child_not_yet_in_the_table():
    """Each end belongs to a job."""

    def body():
        jobs, strangers = {}, []

        def reap(*_):
            try:
                pid, _status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid and not jobs.pop(pid, None):
                strangers.append(pid)

        before = signal.signal(signal.SIGCHLD, reap)
        (pid,) = forked(lambda: None)
        jobs[pid] = "job"
        while not strangers and pid in jobs:
            signal.sigtimedwait([signal.SIGUSR1], 1.0)
        signal.signal(signal.SIGCHLD, before)
        return not strangers

    return alone(body)


def ended_while_it_writes():
    """The file is whole or not there."""
    remove("file")

    def work():
        with open("file", "w", buffering=1) as file:
            file.write("begin\n")
            file.write("end\n")
        time.sleep(600)

    pids = forked(work)
    time.sleep(1.0)
    os.kill(pids[0], signal.SIGTERM)
    ended(pids)
    found = text("file") if os.path.exists("file") else ""
    remove("file")
    return found in ("", "begin\nend\n")


def ignored_too_late():
    """The child is not ended by the signal."""
    out, into = os.pipe()

    def work():
        os.setpgid(0, 0)
        os.write(into, b"x")
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(5)

    pids = forked(work)
    os.read(out, 1)
    os.killpg(pids[0], signal.SIGTERM)
    codes = ended(pids)
    os.close(out)
    os.close(into)
    return codes == [0]


def stopped_after_it_was_continued():
    """The child ends."""

    def work():
        os.kill(os.getpid(), signal.SIGSTOP)

    pids = forked(work)
    time.sleep(0.5)
    os.kill(pids[0], signal.SIGCONT)
    time.sleep(600)
    ended_now = os.waitpid(pids[0], os.WNOHANG)[0]
    if not ended_now:
        os.kill(pids[0], signal.SIGKILL)
        os.waitpid(pids[0], 0)
    return ended_now == pids[0]


def alarm_before_the_pause():
    """The alarm ends the pause."""
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    out, into = os.pipe()
    pids = forked(lambda: os.write(into, b"x"))
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    os.read(out, 1)
    signal.pause()
    signal.signal(signal.SIGALRM, before)
    os.close(out)
    os.close(into)
    return ended(pids) == [0]
