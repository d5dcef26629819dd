import os
import time


def main():
    pids = []
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            while True:
                try:
                    os.close(os.open("lock", os.O_CREAT | os.O_EXCL))
                    break
                except FileExistsError:
                    time.sleep(0.05)
            with open("log", "a") as log:
                log.write("in ")
                log.flush()
                log.write("out\n")
            os.unlink("lock")
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    with open("log") as log:
        text = log.read()
    os.unlink("log")
    return text


EXPECTED = "in out\n" * 3
