"""A file is made late, and told by inotify."""

import ctypes
import os
import time


def go():
    libc = ctypes.CDLL(None)
    fd = libc.inotify_init()
    libc.inotify_add_watch(fd, b".", 0x100)
    pid = os.fork()
    if pid == 0:
        time.sleep(0.5)
        open("late", "w").close()
        os._exit(0)
    os.read(fd, 1000)
    os.waitpid(pid, 0)
    os.close(fd)
    os.unlink("late")
    return "ended"
