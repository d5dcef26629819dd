"""An unbuffered file; a thread waits."""

import os
import threading


def log_lineage(path):
    with open(path, "wb", buffering=0) as file:
        file.write(f"before {os.getpid()}\n".encode())
        pid = os.fork()
        if not pid:
            try:
                file.write(f"child {os.getpid()}\n".encode())
            finally:
                os._exit(0)
        thread = threading.Thread(target=os.waitpid, args=(pid, 0))
        thread.start()
        thread.join()
        file.write(f"after {os.getpid()}\n".encode())
    return pid
