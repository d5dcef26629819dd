import os
import signal


def main():
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGCHLD])
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.kill(parent, signal.SIGUSR1)
        os._exit(signal.sigwait([signal.SIGUSR1]))
    first = signal.sigwait([signal.SIGUSR1])
    os.kill(pid, signal.SIGUSR1)
    second = signal.sigwaitinfo([signal.SIGCHLD]).si_signo
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    nothing = signal.sigtimedwait([signal.SIGUSR1], 100)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return [first, second, code, nothing]


EXPECTED = [10, 17, 10, None]
