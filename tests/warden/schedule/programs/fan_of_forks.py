import os


def main():
    pids = []
    for number in range(6):
        pid = os.fork()
        if pid == 0:
            os._exit(number)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in reversed(pids)]


EXPECTED = [5, 4, 3, 2, 1, 0]
