"""Children in sessions and groups of their own."""

import os


def squares(square, numbers):
    found = []
    for n in numbers:
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.nice(5)
            os.write(into, str(square(n)).encode())
            os._exit(0)
        os.close(into)
        with open(out) as file:
            found.append(int(file.read()))
        os.waitpid(pid, 0)
    return found
