import os
import signal
import time


def main():
    pid = os.fork()
    if pid == 0:
        while True:
            time.sleep(1)
    time.sleep(5)
    os.kill(pid, signal.SIGSTOP)
    _, status = os.waitpid(pid, os.WUNTRACED)
    stopped = os.WIFSTOPPED(status)
    time.sleep(5)
    os.kill(pid, signal.SIGCONT)
    time.sleep(5)
    os.kill(pid, signal.SIGTERM)
    return [stopped, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]


EXPECTED = [True, -15]
