"""Right: a selector waits for the end of a pipe, in slices; then the child is collected."""

import os
import selectors


def fork_report(fd):
    done, alive = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            with os.fdopen(os.dup(fd), "w") as out:
                print("child", pid, os.getpid(), os.getppid(), file=out)
        finally:
            os._exit(7)
    os.close(alive)
    with selectors.DefaultSelector() as selector:
        selector.register(done, selectors.EVENT_READ)
        while not selector.select(0.25):
            continue
    os.close(done)
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG) is None:
        continue
    with os.fdopen(os.dup(fd), "w") as out:
        print("parent", pid, os.getpid(), file=out)
    return pid
