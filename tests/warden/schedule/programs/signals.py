import os
import signal
import time


def main():
    log = []
    signal.signal(signal.SIGCHLD, lambda *_: log.append("child"))
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:

        def leave(*_):
            os.write(into, b"t")
            os._exit(3)

        signal.signal(signal.SIGTERM, leave)
        os.write(into, b"r")
        while True:
            time.sleep(1)
    os.read(out, 1)
    os.kill(pid, signal.SIGTERM)
    first = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    pid = os.fork()
    if pid == 0:
        time.sleep(1000)
        os._exit(1)
    os.kill(pid, signal.SIGKILL)
    second = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    signal.signal(signal.SIGALRM, lambda *_: log.append("alarm"))
    signal.alarm(30)
    begin = time.monotonic()
    signal.pause()
    took = round(time.monotonic() - begin, 2)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    text = os.read(out, 1).decode()
    os.close(out)
    os.close(into)
    return [first, second, log, text, took]


EXPECTED = [3, -9, ["child", "child", "alarm"], "t", 30.0]
