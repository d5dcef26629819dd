"""Wrong: leaves its first line in a buffer until the child has written."""
import os


def log_lineage(path):
    f = open(path, "w")
    f.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        os.write(f.fileno(), f"child {os.getpid()}\n".encode())
        os._exit(0)
    os.waitpid(pid, 0)
    f.write(f"after {os.getpid()}\n")
    f.close()
    return pid
