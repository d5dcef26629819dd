import os


def main():
    there, back = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(there[1])
        os.close(back[0])
        while byte := os.read(there[0], 1):
            os.write(back[1], byte)
        os._exit(0)
    os.close(there[0])
    os.close(back[1])
    count = 0
    for _ in range(50):
        os.write(there[1], b"x")
        count += len(os.read(back[0], 1))
    os.close(there[1])
    os.close(back[0])
    os.waitpid(pid, 0)
    return count


EXPECTED = 50
