import os
import signal
import time


def main():
    leader = os.fork()
    if leader == 0:
        os.setpgid(0, 0)
        for _ in range(2):
            if os.fork() == 0:
                time.sleep(1000)
                os._exit(0)
        time.sleep(1000)
        os._exit(0)
    time.sleep(1)
    os.killpg(leader, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(leader, 0)[1])
    time.sleep(5)  # whose parent has ended cannot be waited for
    return code


EXPECTED = -9
