"""Os.fork and an anonymous mmap."""

import mmap
import os


def build_block(n, workers, fill):
    if not n:
        return b""
    with mmap.mmap(-1, n) as block:
        children = []
        for number in range(min(n, workers)):
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    for index in range(number, n, workers):
                        block[index] = fill(index)
                    code = 0
                finally:
                    os._exit(code)
            children.append(pid)
        statuses = [os.waitpid(pid, 0)[1] for pid in children]
        if any(statuses):
            raise RuntimeError(f"statuses: {statuses}")
        return block[:]
