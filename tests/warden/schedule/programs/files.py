import fcntl
import os
import time


def main():
    os.mkfifo("fifo")
    pid = os.fork()
    if pid == 0:
        with open("fifo", "w") as file:
            file.write("hello")
        os._exit(0)
    with open("fifo") as file:
        got = file.read()
    os.waitpid(pid, 0)
    os.unlink("fifo")
    out, into = os.pipe()
    with open("lock", "w") as lock:
        pid = os.fork()
        if pid == 0:
            with open("lock", "w") as other:
                fcntl.flock(other, fcntl.LOCK_EX)
                os.write(into, b"l")
                time.sleep(20)
            os._exit(0)
        os.read(out, 1)
        begin = time.monotonic()
        fcntl.flock(lock, fcntl.LOCK_EX)
        took = round(time.monotonic() - begin, 2)
        os.waitpid(pid, 0)
    os.unlink("lock")
    os.close(out)
    os.close(into)
    return [got, took]


EXPECTED = ["hello", 20.0]
