"""A process for each number, and more for nothing."""

import os


def squares(square, numbers):
    for _ in range(20):
        if (pid := os.fork()) == 0:
            os._exit(0)
        os.waitpid(pid, 0)
    found = []
    for n in numbers:
        out, into = os.pipe()
        if (pid := os.fork()) == 0:
            os.write(into, str(square(n)).encode())
            os._exit(0)
        os.close(into)
        with open(out) as file:
            found.append(int(file.read()))
        os.waitpid(pid, 0)
    return found
