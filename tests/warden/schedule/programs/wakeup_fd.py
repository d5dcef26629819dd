import os
import select
import signal
import time


def main():
    out, into = os.pipe()
    os.set_blocking(into, False)
    old = signal.set_wakeup_fd(into)
    before = signal.signal(signal.SIGCHLD, lambda *_: None)
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        time.sleep(100)
        os._exit(3)
    select.select([out], [], [])
    byte = os.read(out, 1)[0]
    code = os.waitstatus_to_exitcode(os.waitpid(pid, os.WNOHANG)[1])
    signal.signal(signal.SIGCHLD, before)
    signal.set_wakeup_fd(old)
    os.close(out)
    os.close(into)
    return [byte, code]


EXPECTED = [17, 3]
