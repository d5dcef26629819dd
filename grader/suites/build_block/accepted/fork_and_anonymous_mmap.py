"""Os.fork and an anonymous mmap."""

import mmap
import os


def build_block(n, workers, fill):
    if not n:
        return b""
    with mmap.mmap(-1, n + workers) as block:
        children = []
        for number in range(min(n, workers)):
            pid = os.fork()
            if pid == 0:
                try:
                    for index in range(number, n, workers):
                        block[index] = fill(index)
                    block[n + number] = 1
                finally:
                    os._exit(0)
            children.append(pid)
        for pid in children:
            os.waitpid(pid, 0)
        if sum(block[n:]) < len(children):
            raise RuntimeError("a child did not come to the end of its part")
        return block[:n]
