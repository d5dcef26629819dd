"""Wrong: takes a thread for a child."""

import os
import threading


def log_lineage(path):
    def write(word, pid):
        with open(path, "a") as file:
            file.write(f"{word} {pid}\n")

    open(path, "w").close()
    write("before", os.getpid())
    thread = threading.Thread(target=lambda: write("child", threading.get_native_id()))
    thread.start()
    thread.join()
    write("after", os.getpid())
    return thread.native_id
