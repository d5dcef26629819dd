"""Whose end it is: double forks, and the wrong child waited for."""

import multiprocessing as mp
import os
import signal
import time

from kit import alone, cells, ended, forked


def middle_waits_for_nobody():
    """The grandchild's work is done when the child has ended."""
    done = cells()
    out, into = os.pipe()

    def lead():
        if os.fork() == 0:
            done[0] = 1
            os.write(into, b"x")
            os._exit(0)

    ended(forked(lead))
    found = done[0]
    os.read(out, 1)
    os.close(out)
    os.close(into)
    return found == 1


def group_not_yet_made():
    """The whole group is ended."""
    out, into = os.pipe()

    def lead():
        os.write(into, b"x")
        os.setpgid(0, 0)
        time.sleep(600)

    pids = forked(lead)
    os.read(out, 1)
    os.close(out)
    os.close(into)
    try:
        os.killpg(pids[0], signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pids[0], signal.SIGKILL)
        ended(pids)
        return False
    return ended(pids) == [-9]


def ended_when_its_pipe_is_closed():
    """The child has ended when its output has."""
    out, into = os.pipe()
    pids = forked(lambda: os.write(into, b"x"))
    os.close(into)
    while os.read(out, 10):
        pass
    os.close(out)
    pid, _status = os.waitpid(pids[0], os.WNOHANG)
    if not pid:
        os.waitpid(pids[0], 0)
    return pid == pids[0]


def killed_is_not_yet_dead():
    """The killed child can be waited for at once."""
    pids = forked(signal.pause)
    os.kill(pids[0], signal.SIGKILL)
    pid, _status = os.waitpid(pids[0], os.WNOHANG)
    if not pid:
        os.waitpid(pids[0], 0)
    return pid == pids[0]


def exit_code_after_the_result():
    """The exit code is known when the result is."""
    out, into = mp.Pipe(duplex=False)
    process = mp.Process(target=into.send, args=(1,))
    process.start()
    out.recv()
    code = process.exitcode
    process.join()
    out.close()
    into.close()
    return code == 0


def status_of_a_stranger():
    """Each job gets its own status."""

    def body():
        found = {}
        for job in (1, 2):
            forked(lambda job=job: os._exit(job))
        for job in (1, 2):
            found[job] = os.waitstatus_to_exitcode(os.waitpid(-1, 0)[1])
        return found == {1: 1, 2: 2}

    return alone(body)
