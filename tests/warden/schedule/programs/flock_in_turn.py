import fcntl
import os


def add():
    for _ in range(3):
        with open("number", "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            number = int(file.read())
            file.seek(0)
            file.write(str(number + 1))
            file.flush()


def main():
    with open("number", "w") as file:
        file.write("0")
    pids = []
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            add()
            os._exit(0)
        pids.append(pid)
    codes = [os.waitpid(pid, 0)[1] for pid in pids]
    with open("number") as file:
        found = int(file.read())
    os.unlink("number")
    return [found, codes]


EXPECTED = [9, [0, 0, 0]]
