import atexit
import os
import subprocess
import sys

TEXT = """
import atexit, threading
atexit.register(print, "last")
atexit.register(print, "first")
threading.Thread(target=print, args=("thread",)).start()
"""


def main():
    atexit.unregister(print)
    found = subprocess.run([sys.executable, "-S", "-c", TEXT], capture_output=True, text=True)
    pid = os.fork()
    if pid == 0:
        atexit.register(os._exit, 9)
        os._exit(4)
    return [found.stdout.split(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]


EXPECTED = [["thread", "first", "last"], 4]
