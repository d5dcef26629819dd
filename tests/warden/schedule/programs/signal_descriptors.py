import ctypes
import os
import select
import signal
import time

libc = ctypes.CDLL(None, use_errno=True)


def signals_of(*numbers):
    mask = (ctypes.c_uint64 * 16)(sum(1 << number - 1 for number in numbers))
    return libc.signalfd(-1, mask, os.O_CLOEXEC)


def number_in(descriptor):
    return os.read(descriptor, 128)[0]


def late_child(seconds):
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        os._exit(3)
    return pid


def main():
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD, signal.SIGALRM])
    children, alarms = signals_of(signal.SIGCHLD), signals_of(signal.SIGALRM)
    pid = late_child(600)
    early = select.select([children], [], [], 100)[0]
    got = [len(early), number_in(children), os.waitpid(pid, os.WNOHANG)[0] == pid]
    signal.alarm(50)
    pid = late_child(100)
    with select.epoll() as epoll:
        epoll.register(children, select.EPOLLIN)
        epoll.register(alarms, select.EPOLLIN)
        for _ in range(2):
            ready = [descriptor for descriptor, _ in epoll.poll()]
            got += [ready == [alarms], *map(number_in, ready)]
    os.close(alarms)
    os.close(children)
    got.append(os.waitstatus_to_exitcode(os.waitpid(pid, os.WNOHANG)[1]))
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return got


EXPECTED = [0, 17, True, True, 14, False, 17, 3]
