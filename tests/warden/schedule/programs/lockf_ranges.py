import fcntl
import os


def work(number):
    with open("records", "r+b") as file:
        for record in (number, (number + 1) % 3):
            fcntl.lockf(file, fcntl.LOCK_EX, 1, record)
            byte = os.pread(file.fileno(), 1, record)
            os.pwrite(file.fileno(), bytes([byte[0] + 1]), record)
            fcntl.lockf(file, fcntl.LOCK_UN, 1, record)


def main():
    with open("records", "wb") as file:
        file.write(bytes(3))
    pids = []
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            work(number)
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    with open("records", "rb") as file:
        found = list(file.read())
    os.unlink("records")
    return found


EXPECTED = [2, 2, 2]
