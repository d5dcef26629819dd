"""Wrong: the parent's last line goes over the child's."""

import os


def log_lineage(path):
    with open(path, "w") as file:
        print("before", os.getpid(), file=file, flush=True)
        pid = os.fork()
        if pid == 0:
            try:
                with open(path, "a") as own:
                    print("child", os.getpid(), file=own)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        print("after", os.getpid(), file=file)
    return pid
