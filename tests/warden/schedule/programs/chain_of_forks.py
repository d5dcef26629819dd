import os


def deep(depth):
    if depth == 0:
        os._exit(1)
    pid = os.fork()
    if pid == 0:
        deep(depth - 1)
    os._exit(1 + os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def main():
    pid = os.fork()
    if pid == 0:
        deep(5)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


EXPECTED = 6
