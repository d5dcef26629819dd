import os


def main():
    pid = os.fork()
    if pid == 0:
        os._exit(4)
    seen = {}
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        except ChildProcessError:
            return "nobody"
        if found.si_pid == pid:
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if found.si_pid in seen:
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        seen[found.si_pid] = True


EXPECTED = 4
