"""Signal races: the handler is not there yet, or comes in between."""

import os
import signal
import time

from kit import alone, cells, ended, forked


def handler_not_yet_there():
    """The child ends with 3."""
    out, into = os.pipe()

    def work():
        os.write(into, b"x")
        signal.signal(signal.SIGTERM, lambda *_: os._exit(3))
        signal.pause()

    pids = forked(work)
    os.read(out, 1)
    os.kill(pids[0], signal.SIGTERM)
    codes = ended(pids)
    os.close(out)
    os.close(into)
    return codes == [3]


def handler_takes_the_status():
    """The exit code is known."""

    def body():
        codes = {}

        def reap(*_):
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid:
                codes[pid] = os.waitstatus_to_exitcode(status)

        before = signal.signal(signal.SIGCHLD, reap)
        (pid,) = forked(lambda: os._exit(4))
        try:
            found = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        except ChildProcessError:
            found = None
        signal.signal(signal.SIGCHLD, before)
        return found == 4

    return alone(body)


def alarm_rings_while_the_child_works():
    """The child's work is counted."""

    def body():
        done = cells()
        out, into = os.pipe()

        def work():
            for _ in range(3):
                os.write(into, b"x")
            done[0] = 1

        (pid,) = forked(work)
        before = signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
        signal.alarm(1)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        os.close(out)
        os.close(into)
        return code == 0 and done[0] == 1

    return alone(body)


def alarm_rings_after_the_work():
    """A result that is there counts."""

    def body():
        class Late(Exception):
            pass

        def ring(*_):
            raise Late

        signal.signal(signal.SIGALRM, ring)
        signal.alarm(1)
        result = None
        try:
            ended(forked(lambda: None))
            result = 1
            signal.alarm(0)
        except Late:
            return result is None
        return True

    return alone(body)


def group_is_killed_before_it_is_made():
    """The group is killed."""

    def body():
        def work():
            os.setpgid(0, 0)
            signal.pause()

        (pid,) = forked(work)
        time.sleep(0.1)
        try:
            os.killpg(pid, signal.SIGTERM)
        except ProcessLookupError:
            os.kill(pid, signal.SIGKILL)
            ended([pid])
            return False
        return ended([pid]) == [-signal.SIGTERM]

    return alone(body)
