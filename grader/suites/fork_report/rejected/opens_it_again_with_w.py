"""Wrong: a file that is opened with mode w loses what is in it."""

import os


def say(fd, text):
    with open(f"/dev/fd/{fd}", "w") as file:
        file.write(text)


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        try:
            say(fd, f"child {pid} {os.getpid()} {os.getppid()}\n")
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    say(fd, f"parent {pid} {os.getpid()}\n")
    return pid
