import mmap
import os


def main():
    block, pids = mmap.mmap(-1, 12), []
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            for place in range(number, 12, 3):
                block[place] = place * place % 251
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    found = list(block[:])
    block.close()
    return found


EXPECTED = [place * place % 251 for place in range(12)]
