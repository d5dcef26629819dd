import os
import select
import time


def main():
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        time.sleep(10)
        os.write(into, b"late")
        os._exit(0)
    looks = 0
    while not select.select([out], [], [], 4)[0]:
        looks += 1
    text = os.read(out, 10).decode()
    os.waitpid(pid, 0)
    os.close(out)
    os.close(into)
    return [looks, text]


EXPECTED = [2, "late"]
