import os
import signal


def main():
    pid = os.fork()
    if pid == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(6)
    stopped = os.waitpid(pid, os.WUNTRACED)[1]
    os.kill(pid, signal.SIGCONT)
    return [os.WSTOPSIG(stopped), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]


EXPECTED = [19, 6]
