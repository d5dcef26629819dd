import os
import time


def main():
    pids = []
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            time.sleep(number)
            os._exit(number)
        pids.append(pid)
    codes = {}
    while len(codes) < 3:
        for pid in pids:
            if pid not in codes and (found := os.waitpid(pid, os.WNOHANG)) != (0, 0):
                codes[pid] = os.waitstatus_to_exitcode(found[1])
        time.sleep(0.05)
    return [codes[pid] for pid in pids]


EXPECTED = [0, 1, 2]
