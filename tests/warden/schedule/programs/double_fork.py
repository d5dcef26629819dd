import os
import time


def main():
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        if os.fork() == 0:
            os.write(into, b"grandchild")
            os._exit(0)
        os._exit(5)
    os.close(into)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    text = b""
    while piece := os.read(out, 4):
        text += piece
    os.close(out)
    time.sleep(5)  # whose parent has ended cannot be waited for
    return [code, text.decode()]


EXPECTED = [5, "grandchild"]
