"""A thread holds the lock of a log handler while another thread forks: the child can never log.

https://github.com/DataDog/dd-trace-py/pull/18900
"""

import os
import threading

handler_lock = threading.Lock()
held, go_on = threading.Event(), threading.Event()


def log_slowly():
    with handler_lock:
        held.set()
        go_on.wait()


def log():
    with handler_lock:  # <- stuck
        pass


thread = threading.Thread(target=log_slowly)
thread.start()
held.wait()
pid = os.fork()
if pid == 0:
    log()
    os._exit(0)
go_on.set()
thread.join()
os.waitpid(pid, 0)  # <- stuck
