"""Forks twice; each collects its own."""

import os


def squares(square, numbers):
    found = []
    for n in numbers:
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            if (pid := os.fork()) == 0:
                os.write(into, str(square(n)).encode())
                os._exit(0)
            os.waitpid(pid, 0)
            os._exit(0)
        os.close(into)
        os.waitpid(child, 0)
        with open(out) as file:
            found.append(int(file.read()))
    return found
