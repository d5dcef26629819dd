"""Signal races: the handler is not there yet, or comes in between."""

import os
import signal

from kit import alone, ended, forked


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
