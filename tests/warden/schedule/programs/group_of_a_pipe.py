import os
import signal
import time


def main():
    ready, told = os.pipe()
    leader = os.fork()
    if leader == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(told, b"x")
            time.sleep(1000)
            os._exit(0)
        os.write(told, b"x")
        time.sleep(1000)
        os._exit(0)
    os.close(told)
    os.read(ready, 1)
    os.read(ready, 1)
    os.killpg(leader, signal.SIGTERM)
    end = os.read(ready, 1)
    os.close(ready)
    code = os.waitstatus_to_exitcode(os.waitpid(leader, 0)[1])
    time.sleep(5)  # whose parent has ended cannot be waited for
    return [end.decode(), code]


EXPECTED = ["", -15]
